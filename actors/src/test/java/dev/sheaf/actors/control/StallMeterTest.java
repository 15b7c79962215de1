package dev.sheaf.actors.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.BatchService;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.policies.division.JobProfile.Interval;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StallMeterTest {
  private static final DatasetVersion VERSION = new DatasetVersion("toy", "aa");
  private static final JobSpec SPEC =
      new JobSpec(
          "a",
          VERSION,
          Contract.STRICT,
          4,
          3,
          2,
          7,
          Tail.EVEN,
          Shuffle.PACKAGES,
          OnMissing.FAIL,
          5,
          null,
          0,
          false,
          0);

  private long now = 1_000;
  private long idsTake;
  private long bytesTake;
  private final StallMeter meter = new StallMeter(this::serve, () -> now);

  /** A fake service: ids and bytes take as long as the test says. */
  private BatchService.Served serve(BatchKey key, String consumer, Duration deadline) {
    now += idsTake;
    return new BatchService.Served.Serving(
        new RankBatch(SPEC, key, new long[0], new byte[0]), new Frames());
  }

  private final class Frames implements SampleStream {
    @Override
    public SampleFrame next() {
      now += bytesTake;
      return null;
    }

    @Override
    public boolean complete() {
      return false;
    }

    @Override
    public ReadCost cost() {
      return new ReadCost(0, 0, 0, 0, 0, 0, bytesTake);
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  private void batch(String job, int n) throws Exception {
    var served = meter.serve(new BatchKey(job, 1, 0, 0, n), "me", Duration.ofSeconds(1));
    try (var frames = ((BatchService.Served.Serving) served).frames()) {
      frames.next();
    }
  }

  @Test
  void whichDatasetsAreReadIsKnownWhileTheyAre() throws Exception {
    assertEquals(Set.of(), meter.versions());
    batch("a", 0);
    assertEquals(Set.of(VERSION), meter.versions());
    now += TimeUnit.SECONDS.toNanos(11);
    assertEquals(Set.of(), meter.versions());
  }

  @Test
  void aStepIsComputingAndStallTogether() throws Exception {
    idsTake = 5;
    bytesTake = 15;
    batch("job", 0);
    now += 80;
    batch("job", 1);
    assertEquals(new StallMeter.Sum(20, 100, 0), meter.sum());
    assertEquals(Map.of("job", 20L), meter.stallNanosByJob());
  }

  @Test
  void whatConsumersDidIsTakenJobByJob() throws Exception {
    bytesTake = 15;
    batch("job", 0);
    now += 85;
    batch("job", 1);
    batch("job", 2);
    assertEquals(
        List.of(new StallMeter.Measured("job", VERSION, 0, new Interval(30, 115, 0, 0, 0))),
        meter.takeMeasured());
    assertEquals(List.of(), meter.takeMeasured());
  }

  @Test
  void theFirstBatchIsNoStep() throws Exception {
    bytesTake = 15;
    batch("job", 0);
    assertEquals(new StallMeter.Sum(0, 0, 0), meter.sum());
  }

  @Test
  void requestsThatOverlapAreNotCountedTwice() throws Exception {
    batch("job", 0);
    var first = meter.serve(new BatchKey("job", 1, 0, 0, 1), "me", Duration.ofSeconds(1));
    var second = meter.serve(new BatchKey("job", 1, 0, 0, 2), "me", Duration.ofSeconds(1));
    now += 100;
    bytesTake = 100;
    ((BatchService.Served.Serving) first).frames().close();
    ((BatchService.Served.Serving) second).frames().close();
    assertEquals(new StallMeter.Sum(100, 100, 0), meter.sum());
  }

  @Test
  void jobsAreToldApart() throws Exception {
    bytesTake = 10;
    for (int n = 0; n < 3; n++) {
      batch("one", n);
      batch("two", n);
    }
    assertTrue(meter.stallNanosByJob().values().stream().allMatch(stall -> stall == 20));
  }
}
