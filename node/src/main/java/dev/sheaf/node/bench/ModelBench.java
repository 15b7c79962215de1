package dev.sheaf.node.bench;

import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.gpu.worker.TrainerChild;
import dev.sheaf.gpu.worker.Trainers;
import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.scratch.ScratchFolder;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ModelSpec;
import dev.sheaf.wire.trainer.ToTrainer;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Opening one model when it is at the origin, in memory, and on the accelerator already; and asking
 * it about one image then.
 *
 * <p>The origin is a file that is read as from an object store, with its wait and bandwidth; each
 * round is a node that has just started, so that nothing is cached. Without an accelerator, a model
 * on it is a process that has loaded its weights.
 */
public final class ModelBench {
  private static final int ROUNDS = 3;
  private static final int WARM = 21;
  private static final int SIDE = 32;
  private static final int CLASSES = 10;

  /** Weights and momentum of the network: 2 × 4 bytes × 9 × 14 for each width squared. */
  private static final double BYTES_PER_WIDTH_SQUARED = 1_008;

  private static final long POLL_NANOS = 5_000_000;
  private static final String MODELS = "/v1/models";

  private final Params params;
  private final Consumer<String> say;

  /** What to measure. */
  public record Params(int megabytes) {
    int width() {
      return (int) Math.ceil(Math.sqrt(megabytes * 1e6 / BYTES_PER_WIDTH_SQUARED));
    }
  }

  /** What a round measured, in milliseconds. */
  private record Round(
      double cold, double coldAnswer, double warm, double warmAnswer, double memory) {}

  /** A benchmark with these parameters. */
  public ModelBench(Params params, Consumer<String> say) {
    this.params = params;
    this.say = say;
  }

  /** Runs it; leaves nothing behind. */
  public BenchResult run() throws IOException, NodeStartException {
    try (var scratch = ScratchFolder.create("bench-models")) {
      var weights = Files.createDirectories(scratch.path().resolve("origin")).resolve("weights");
      var image = image(scratch.path().resolve("images"));
      try (var node = start(scratch.path())) {
        say.accept("weights of width %d ...".formatted(params.width()));
        write(node.gpuPorts().trainers(), weights);
        register(node, weights);
      }
      var label = "";
      var rounds = new ArrayList<Round>();
      for (int round = 0; round < ROUNDS; round++) {
        try (var node = start(scratch.path())) {
          label = node.originLabel();
          rounds.add(round(node, image));
          say.accept(
              "round %d: %.0f ms from the origin, %.0f ms from memory, %.1f ms when it is there"
                  .formatted(
                      round + 1,
                      rounds.getLast().cold(),
                      rounds.getLast().memory(),
                      rounds.getLast().warm()));
        }
      }
      return result(rounds, Files.size(weights), label);
    }
  }

  private SheafNode start(Path folder) throws NodeStartException {
    var settings =
        List.of("cache.memory=256 MiB", "models.policy=eager", "origin.emulate.enabled=true");
    return SheafNode.start(ScratchSettings.of(folder.resolve("state"), settings));
  }

  private static String image(Path folder) throws IOException {
    new ImageSynthesizer(1).write(folder, 1, 1);
    try (var files = Files.walk(folder)) {
      var one = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
      return Base64.getEncoder().encodeToString(Files.readAllBytes(one));
    }
  }

  /** Has a trainer write the checkpoint of a network that was not trained. */
  private void write(Trainers trainers, Path to) throws IOException {
    var assignment =
        new Assignment(
            "weights",
            Assignment.Reading.nothing(1),
            new Assignment.Recipe(
                new ModelSpec("cnn", params.width(), CLASSES),
                new TrainingSpec(
                    TrainingSpec.Optimizer.SGD,
                    0.1,
                    0.9,
                    0,
                    TrainingSpec.Schedule.CONSTANT,
                    1,
                    0,
                    7)),
            new Assignment.Images(new Augmentation.Size(SIDE, SIDE), Augmentation.NONE),
            to,
            null);
    var done = new CompletableFuture<FromTrainer>();
    try (var child = TrainerChild.start(1, trainers, assignment)) {
      child.send(new ToTrainer.Checkpoint(to.toString()));
      Thread.startVirtualThread(() -> {
        var reason =
            child.listen(frame -> {
              if (frame instanceof FromTrainer.CheckpointDone
                  || frame instanceof FromTrainer.Failed) {
                done.complete(frame);
              }
            });
        done.completeExceptionally(new IOException(reason));
      });
      if (done.join() instanceof FromTrainer.Failed failed) {
        throw new IOException(failed.message());
      }
    }
  }

  private void register(SheafNode node, Path weights) throws IOException {
    calls(node)
        .call(
            "POST",
            MODELS,
            """
            {"name": "large", "uri": "%s",
             "model": {"width": %d, "classes": %d, "side": %d, "batch": 1}}\
            """
                .formatted(weights.toUri(), params.width(), CLASSES, SIDE));
  }

  private static JsonCalls calls(SheafNode node) throws IOException {
    return new JsonCalls(PlainSocket.to(node.apiAddress()));
  }

  private static Round round(SheafNode node, String image) throws IOException {
    var calls = calls(node);
    var asked = "{\"images\": [\"%s\"]}".formatted(image);
    var began = System.nanoTime();
    var lease = open(calls);
    var cold = millisSince(began);
    predict(calls, asked);
    var coldAnswer = millisSince(began);
    var warm = new double[WARM];
    var answers = new double[WARM];
    for (int i = 0; i < WARM; i++) {
      var from = System.nanoTime();
      var again = open(calls);
      warm[i] = millisSince(from);
      predict(calls, asked);
      answers[i] = millisSince(from);
      close(calls, again);
    }
    close(calls, lease);
    while (!tier(calls).equals("memory")) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    var from = System.nanoTime();
    close(calls, open(calls));
    return new Round(cold, coldAnswer, median(warm), median(answers), millisSince(from));
  }

  private static String open(JsonCalls calls) throws IOException {
    return calls
        .call("POST", MODELS + "/large/leases", "{\"seconds\": 600}")
        .path("lease")
        .asText();
  }

  private static void close(JsonCalls calls, String lease) throws IOException {
    calls.call("DELETE", MODELS + "/large/leases/" + lease, "");
  }

  private static void predict(JsonCalls calls, String asked) throws IOException {
    calls.call("POST", MODELS + "/large/predict", asked);
  }

  private static String tier(JsonCalls calls) throws IOException {
    return calls.call("GET", MODELS + "/large", "").path("tier").asText();
  }

  private BenchResult result(List<Round> rounds, long sizeBytes, String origin) {
    var asked = new LinkedHashMap<String, Object>();
    asked.put("modelBytes", sizeBytes);
    asked.put("origin", origin);
    asked.put("rounds", rounds.size());
    asked.put("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    var warm = figures(rounds, Round::warm, Round::warmAnswer);
    warm.put("coldOverWarmOpen", rounded(of(rounds, Round::cold) / of(rounds, Round::warm)));
    warm.put(
        "coldOverWarmAnswer",
        rounded(of(rounds, Round::coldAnswer) / of(rounds, Round::warmAnswer)));
    var memory = new LinkedHashMap<String, Object>();
    memory.put("openMillis", rounded(of(rounds, Round::memory)));
    return new BenchResult(
        "models",
        asked,
        warm,
        List.of(
            new BenchResult.Beside(
                "cold, from the origin",
                figures(rounds, Round::cold, Round::coldAnswer),
                of(rounds, Round::warm) / of(rounds, Round::cold)),
            new BenchResult.Beside(
                "from memory", memory, of(rounds, Round::warm) / of(rounds, Round::memory))));
  }

  private static Map<String, Object> figures(
      List<Round> rounds, ToDoubleFunction<Round> open, ToDoubleFunction<Round> answer) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("openMillis", rounded(of(rounds, open)));
    figures.put("openAndAnswerMillis", rounded(of(rounds, answer)));
    return figures;
  }

  private static double of(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
