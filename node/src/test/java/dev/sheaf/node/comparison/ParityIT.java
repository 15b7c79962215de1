package dev.sheaf.node.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.actors.dataset.DatasetIndexer;
import dev.sheaf.actors.dataset.ManifestStore;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.origin.FileOrigin;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same jobs, on a real node over HTTP and in virtual time: what they read from the origin per
 * sample differs by at most a point on average over three seeds.
 *
 * <p>{@code mvn verify -Plong} runs the three; else one seed, which may be off by another point.
 */
final class ParityIT {
  private static final int RECORDS = 6_000;
  private static final int RECORD_BYTES = 3_073;
  private static final double CACHE = 0.4;
  private static final long STEP_NANOS = 10_000_000;
  private static final long SEEDS = Math.min(3, Long.getLong("sheaf.seeds", 1));

  /** One run of this few samples scatters by about a point itself. */
  private static final double TOLERANCE = SEEDS < 3 ? 0.02 : 0.01;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "three in step,          1 1 1,   0",
    "four one after another, 1 1 1 1, 0.5",
    "one twice as fast,      1 2,     0"
  })
  @Timeout(300)
  void liveAndSimulatedJobsReadTheSame(String shape, String speeds, double stagger)
      throws Exception {
    var data = writeRecords();
    var differences = new ArrayList<SimulatedJobs.Reads>();
    for (var seed : LongStream.rangeClosed(1, SEEDS).toArray()) {
      var plan =
          new PolicyComparison.Plan(
              "compared",
              data.toUri().toString(),
              List.of(speeds.split(" ")).stream().map(Double::valueOf).toList(),
              stagger,
              STEP_NANOS,
              3,
              16,
              CACHE,
              seed,
              List.of("pinned"));
      differences.add(difference(shape + ", seed " + seed, plan));
    }
    var all = differences.stream().mapToDouble(SimulatedJobs.Reads::all).average().orElseThrow();
    var steady =
        differences.stream().mapToDouble(SimulatedJobs.Reads::steady).average().orElseThrow();
    assertEquals(0, all, TOLERANCE, shape + ": all epochs");
    assertEquals(0, steady, TOLERANCE, shape + ": after the first epoch");
  }

  /** By how much the live jobs read more than the simulated ones. */
  private SimulatedJobs.Reads difference(String shape, PolicyComparison.Plan plan)
      throws Exception {
    var live =
        new PolicyComparison(plan, ScratchSettings::of, line -> {})
            .run(folder.resolve("live-" + plan.seed()))
            .getFirst();
    var simulated = simulated(plan, live.wallSeconds());
    System.out.printf(
        "%s: %.4f live, %.4f simulated; after the first epoch %.4f and %.4f, bound %.4f%n",
        shape,
        live.readsPerSample(),
        simulated.all(),
        live.readsPerSampleSteady(),
        simulated.steady(),
        live.boundSteady());
    assertEquals(0, live.duplicates(), shape + ": samples twice");
    assertEquals(0, live.missing(), shape + ": samples missing");
    return new SimulatedJobs.Reads(
        live.readsPerSample() - simulated.all(), live.readsPerSampleSteady() - simulated.steady());
  }

  private SimulatedJobs.Reads simulated(PolicyComparison.Plan plan, double liveSeconds)
      throws IOException {
    var manifests =
        new ManifestStore(
            folder.resolve("manifests"),
            (hash, offset) -> {
              throw new IOException("no other node has " + hash);
            });
    var indexer = new DatasetIndexer(new FileOrigin(List.of()), manifests);
    var pass = indexer.pass(URI.create(plan.uri()));
    var entry = indexer.index(pass, plan.dataset(), "auto");
    var table = manifests.open(entry.version()).table();
    var memory = PolicyComparison.memoryBytes(CACHE, entry.sizeBytes());
    return new SimulatedJobs(plan, entry.version(), table, memory, liveSeconds).run();
  }

  /** Records of CIFAR's form; their pixels are noise. */
  private Path writeRecords() throws IOException {
    var data = Files.createDirectories(folder.resolve("data"));
    var bytes = new byte[RECORDS * RECORD_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % RECORD_BYTES == 0 ? i / RECORD_BYTES % 10 : Draw.draw(1, i / 8));
    }
    Files.write(data.resolve("data_batch_1.bin"), bytes);
    return data;
  }
}
