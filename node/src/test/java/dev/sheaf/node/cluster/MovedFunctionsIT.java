package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.lambda.bridge.deploy.FunctionSpec;
import dev.sheaf.lambda.function.ChunkHandler;
import dev.sheaf.lambda.local.LocalLambda;
import dev.sheaf.lambda.local.LocalLambdaSettings;
import dev.sheaf.lambda.local.LocalLambdaSettings.Kind;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.sharding.testing.PostgresServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/**
 * Three nodes share a fleet; one comes late and one goes early, and what functions hold is found
 * wherever they are now. The functions are the real handler in this process.
 */
final class MovedFunctionsIT {
  private static final int PER_CLASS = 400;
  private static final int SAMPLES = PER_CLASS * ImageSynthesizer.CLASSES.size();
  private static final int FUNCTIONS = 15;
  private static final String SECRET = "a secret of this test";
  private static final FunctionPrices PRICES = new FunctionPrices(200_000, 16_666_700, 1, true);
  private static final String GETS = "sheaf_origin_gets_total";

  @TempDir Path folder;
  private final AtomicInteger environments = new AtomicInteger();
  private final List<NodeProcess> nodes = new ArrayList<>();

  @Test
  @Timeout(180)
  void whatFunctionsHoldOutlivesAJoinAndALeave() throws Exception {
    new ImageSynthesizer(7).write(folder.resolve("images"), PER_CLASS, 0);
    try (var journal = PostgresServer.start();
        var lambda = lambda()) {
      deploy(lambda);
      var database = journal.newDatabase();
      try (var first = start("first", database, "", lambda);
          var second = start("second", database, first.clusterAddress(), lambda)) {
        nodes.addAll(List.of(first, second));
        new Api(first.api()).register("shapes", folder.resolve("images/train"));
        awaitOwners(2);
        var cold = gets(() -> train("before", first.api()));
        System.out.printf("the first epoch: %.0f GETs%n", cold);
        assertTrue(cold >= SAMPLES, "all came from the origin once: " + cold);
        var warm = gets(() -> train("again", first.api()));
        var third = start("third", database, first.clusterAddress(), lambda);
        nodes.add(third);
        awaitOwners(3);
        var joined = gets(() -> train("joined", first.api()));
        nodes.remove(second);
        assertEquals(0, second.terminate(), "the node left well");
        awaitOwners(2);
        var left = gets(() -> train("left", first.api()));
        System.out.printf("same members %.0f, joined %.0f, left %.0f GETs%n", warm, joined, left);
        third.close();
        assertTrue(warm <= SAMPLES * 0.05, warm + " GETs of the same members");
        assertTrue(joined <= SAMPLES * 0.05, joined + " GETs when a node had joined");
        assertTrue(left <= SAMPLES * 0.05, left + " GETs when a node had left");
      }
    }
  }

  private LocalLambda lambda() {
    return LocalLambda.start(
        LocalLambdaSettings.of(
            folder.resolve("lambda"),
            Map.of("test", SECRET),
            new Kind.InProcess(
                () -> new ChunkHandler(folder.resolve("env" + environments.incrementAndGet()))),
            PRICES));
  }

  private void deploy(LocalLambda lambda) {
    var names = new FleetNames("moved");
    try (var client =
        LambdaAsyncClient.builder()
            .endpointOverride(lambda.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", SECRET)))
            .build()) {
      IntStream.range(0, FUNCTIONS)
          .forEach(function -> {
            var name = names.function(function);
            client
                .createFunction(each ->
                    each.functionName(name)
                        .runtime(FunctionSpec.RUNTIME)
                        .handler(FunctionSpec.HANDLER)
                        .role("arn:aws:iam::000000000000:role/none")
                        .memorySize(256)
                        .timeout(600)
                        .code(code -> code.s3Bucket("local-files").s3Key(folder.toString())))
                .join();
            client
                .putFunctionConcurrency(
                    each -> each.functionName(name).reservedConcurrentExecutions(1))
                .join();
          });
    }
  }

  private NodeProcess start(String name, String database, String seeds, LocalLambda lambda)
      throws Exception {
    return NodeProcess.start(
        folder.resolve(name),
        List.of(
            "journal.url=" + database,
            "cluster.seeds=" + seeds,
            "cache.memory=1 MiB",
            "lambda.mode=aws",
            "lambda.endpoint=" + lambda.endpoint(),
            "lambda.region=us-east-1",
            "lambda.cluster=moved",
            "lambda.nodes=" + FUNCTIONS,
            "lambda.memory=256 MiB",
            "lambda.code=2+1"),
        Map.of("AWS_ACCESS_KEY_ID", "test", "AWS_SECRET_ACCESS_KEY", SECRET));
  }

  /** Waits until every function is some node's, as that one says, and all nodes have some. */
  private void awaitOwners(int members) throws Exception {
    for (int look = 0; look < 600; look++) {
      var owned = new ArrayList<Long>();
      for (var node : nodes) {
        owned.add(called(new Api(node.api()).get("/v1/lambda/nodes")));
      }
      if (owned.stream().mapToLong(each -> each).sum() == FUNCTIONS && !owned.contains(0L)) {
        System.out.println("functions of " + members + " nodes: " + owned);
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError("not every function has found its node");
  }

  /** How many functions are a node's and have said what they hold. */
  private static long called(JsonNode shown) {
    var count = 0;
    for (var function : shown.path("nodes")) {
      count += function.path("instance").asText().isEmpty() ? 0 : 1;
    }
    return count;
  }

  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  /** How many GETs the nodes that are here make of the origin for some work. */
  private double gets(Work work) throws Exception {
    var before = allGets();
    work.run();
    return allGets() - before;
  }

  private double allGets() throws Exception {
    var gets = 0.0;
    for (var node : nodes) {
      gets += new Api(node.api()).metric(GETS);
    }
    return gets;
  }

  private static void train(String job, URI gateway) throws Exception {
    new Api(gateway).submit(job, "shapes", "strict", 1);
    new TrainingClient(job, SAMPLES, 1, List.of(gateway), (epoch, n) -> {}).train();
  }
}
