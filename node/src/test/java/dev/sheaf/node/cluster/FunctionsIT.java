package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.lambda.local.LocalLambda;
import dev.sheaf.lambda.local.LocalLambdaSettings;
import dev.sheaf.lambda.local.LocalLambdaSettings.Kind;
import dev.sheaf.lambda.local.RuntimeJars;
import dev.sheaf.node.cli.SheafCli;
import dev.sheaf.policies.economics.FunctionPrices;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose packages are kept by real function processes of a Lambda that this test owns, while
 * these are taken away.
 */
final class FunctionsIT {
  private static final int PER_CLASS = 240;
  private static final int SAMPLES = PER_CLASS * ImageSynthesizer.CLASSES.size();
  private static final int HALF = SAMPLES / 16 / 2;
  private static final int FUNCTIONS = 5;
  private static final String SECRET = "a secret of this test";
  private static final FunctionPrices PRICES = new FunctionPrices(200_000, 16_666_700, 1, true);

  @TempDir Path folder;

  @BeforeEach
  void images() throws IOException {
    new ImageSynthesizer(7).write(folder.resolve("images"), PER_CLASS, 0);
  }

  private LocalLambda lambda() {
    return LocalLambda.start(
        LocalLambdaSettings.of(
            folder.resolve("lambda"),
            Map.of("test", SECRET),
            new Kind.Processes(RuntimeJars.onClassPath()),
            PRICES));
  }

  private static List<String> settings(LocalLambda lambda) {
    return List.of(
        "cache.memory=1 MiB",
        "lambda.mode=aws",
        "lambda.endpoint=" + lambda.endpoint(),
        "lambda.region=us-east-1",
        "lambda.cluster=storm",
        "lambda.nodes=" + FUNCTIONS,
        "lambda.memory=256 MiB",
        "lambda.code=3+1",
        "lambda.role-arn=arn:aws:iam::000000000000:role/sheaf");
  }

  private static final Map<String, String> USER =
      Map.of("AWS_ACCESS_KEY_ID", "test", "AWS_SECRET_ACCESS_KEY", SECRET);

  private NodeProcess node(LocalLambda lambda) throws IOException {
    return NodeProcess.start(folder.resolve("node"), settings(lambda), USER);
  }

  private void deploy(LocalLambda lambda) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SheafCli.class.getName(),
                "lambda",
                "deploy"));
    settings(lambda).forEach(setting -> command.addAll(List.of("--set", setting)));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(USER);
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains(new FleetNames("storm").function(FUNCTIONS - 1)), said);
  }

  /** Two jobs at once; the second half of each epoch begins with what happens then. */
  private static void train(URI root, int epochs, IntConsumer halfway) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<TrainingClient.Report> first =
          () ->
              new TrainingClient(
                      "first",
                      SAMPLES,
                      epochs,
                      List.of(root),
                      (epoch, n) -> {
                        if (n == HALF) {
                          halfway.accept(epoch);
                        }
                      })
                  .train();
      Callable<TrainingClient.Report> second =
          () ->
              new TrainingClient("second", SAMPLES, epochs, List.of(root), (epoch, n) -> {})
                  .train();
      for (var each : threads.invokeAll(List.of(first, second))) {
        var report = each.get();
        System.out.printf(
            "%s: %d batches, the longest took %.2f s%n",
            report.job(), report.batches(), report.longestSeconds());
      }
    }
  }

  @Test
  @Timeout(180)
  void aStormOfReclaimsAndAKilledNodeCostTimeAndNothingElse() throws Exception {
    try (var lambda = lambda()) {
      deploy(lambda);
      try (var node = node(lambda)) {
        storm(node, lambda);
        killedHalfway(node);
      }
      try (var node = node(lambda)) {
        whatFunctionsStillHoldIsFoundAgain(node);
        assertEquals(0, node.terminate(), "the node left well");
      }
    }
  }

  private void storm(NodeProcess node, LocalLambda lambda) throws Exception {
    var api = new Api(node.api());
    api.register("shapes", folder.resolve("images/train"));
    api.submit("first", "shapes", "substitute", 3);
    api.submit("second", "shapes", "substitute", 3);
    train(
        node.api(),
        3,
        epoch -> {
          switch (epoch) {
            case 0 -> lambda.reclaimShare(0.5, 7);
            case 1 -> lambda.reclaimShare(1, 7);
            default -> {}
          }
        });
    var reads = api.metric("sheaf_lambda_chunk_reads_total");
    var lost = api.metric("sheaf_lambda_nodes_lost_total");
    System.out.printf(
        "%.0f chunks read, %.0f written, %.0f of them again; %.0f functions had lost theirs%n",
        reads,
        api.metric("sheaf_lambda_chunk_writes_total"),
        api.metric("sheaf_lambda_chunk_repairs_total"),
        lost);
    assertTrue(reads > 0, "nothing came from the functions");
    assertTrue(lost >= FUNCTIONS, "all lost their memory once: " + lost);
    assertEquals(0, api.metric("sheaf_lambda_chunk_corrupt_total"));
    var metered = api.metric("sheaf_lambda_cost_usd_total") * 1e6;
    var billed = lambda.bill().microUsd();
    System.out.printf("billed %d micro-dollars, metered %.0f%n", billed, metered);
    assertTrue(billed > 0 && metered > 0, "runs are billed and metered");
  }

  private static void killedHalfway(NodeProcess node) throws Exception {
    new Api(node.api()).submit("third", "shapes", "substitute", 1);
    var client =
        new TrainingClient(
            "third",
            SAMPLES,
            1,
            List.of(node.api()),
            (epoch, n) -> {
              if (n == HALF) {
                node.kill();
                throw new Killed();
              }
            });
    assertThrows(Killed.class, client::train);
  }

  private static void whatFunctionsStillHoldIsFoundAgain(NodeProcess node) throws Exception {
    var api = new Api(node.api());
    api.submit("fourth", "shapes", "substitute", 1);
    new TrainingClient("fourth", SAMPLES, 1, List.of(node.api()), (epoch, n) -> {}).train();
    var gets = api.metric("sheaf_origin_gets_total");
    var reads = api.metric("sheaf_lambda_chunk_reads_total");
    System.out.printf(
        "after SIGKILL: %.0f chunks read, %.0f GETs where a cold pass takes %d%n",
        reads, gets, SAMPLES);
    assertTrue(reads > 0, "nothing was found again");
    assertTrue(gets < SAMPLES * 0.75, gets + " GETs");
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
