package dev.sheaf.actors.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.BatchService;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StallMeterTest {
  private long now = 1_000;
  private long idsTake;
  private long bytesTake;
  private final StallMeter meter = new StallMeter(this::serve, () -> now);

  /** A fake service: ids and bytes take as long as the test says. */
  private BatchService.Served serve(BatchKey key, String consumer, Duration deadline) {
    now += idsTake;
    return new BatchService.Served.Serving(
        new RankBatch(null, key, new long[0], new byte[0]), new Frames());
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
      return new ReadCost(0, 0, 0, 0, bytesTake);
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
