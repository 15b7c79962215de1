package dev.sheaf.actors.control;

import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.BatchService;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.actors.reading.WatchedFrames;
import dev.sheaf.policies.division.JobProfile.Interval;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures what consumers wait for their batches, on the way of every batch of this node.
 *
 * <p>A step is the time from the end of one batch to the end of the next of the same rank; its
 * stall is what the request waited for ids and bytes, at most the step. The rest is what the
 * consumer computed, or took to read. Where requests of a rank overlap, as a client's that
 * prefetches do, steps are shorter, and no stall is counted twice.
 */
public final class StallMeter implements BatchService {
  private static final int MOST_JOBS = 1000;
  private static final int MOST_RANKS = 10_000;
  private static final int MOST_DATASETS = 100;
  private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final BatchService service;
  private final LongSupplier clockNanos;
  private final TreeMap<String, Long> stallNanosByJob = new TreeMap<>();
  private final Map<String, Long> ended = new LinkedHashMap<>();
  private final Map<DatasetVersion, Long> servedNanos = new LinkedHashMap<>();
  private Map<String, Measured> measured = new LinkedHashMap<>();
  private long stallNanos;
  private long stepNanos;
  private long bytes;

  /** A meter on the batches that {@code service} serves. */
  public StallMeter(BatchService service) {
    this(service, System::nanoTime);
  }

  /** The same by another clock. */
  StallMeter(BatchService service, LongSupplier clockNanos) {
    this.service = service;
    this.clockNanos = clockNanos;
  }

  /** What the consumers of a job did since that was last taken. */
  public record Measured(String job, DatasetVersion version, int priority, Interval interval) {
    Measured plus(Measured later) {
      return new Measured(job, later.version, later.priority, interval.plus(later.interval));
    }
  }

  /** What was measured, over all jobs. */
  public record Sum(long stallNanos, long stepNanos, long bytes) {}

  @Override
  public Served serve(BatchKey key, String consumer, Duration deadline)
      throws SampleReader.Overloaded {
    var began = clockNanos.getAsLong();
    return switch (service.serve(key, consumer, deadline)) {
      case Served.Serving serving -> {
        var now = clockNanos.getAsLong();
        served(serving.batch().spec().version(), now);
        yield new Served.Serving(
            serving.batch(), new Metered(serving.batch(), serving.frames(), now - began));
      }
      case Served.NotServed notServed -> notServed;
    };
  }

  /** A batch on its way. */
  private final class Metered extends WatchedFrames {
    private final RankBatch batch;
    private final long askedNanos;
    private long given;
    private long samples;
    private boolean closed;

    Metered(RankBatch batch, SampleStream frames, long askedNanos) {
      super(frames);
      this.batch = batch;
      this.askedNanos = askedNanos;
    }

    @Override
    protected void given(SampleFrame frame) {
      given += frame.head().length();
      samples++;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        var cost = cost();
        var missed = Math.max(0, samples - cost.memoryHits());
        var waited = new Interval(askedNanos + cost.waitNanos(), 0, given, samples, missed);
        ended(batch, waited, clockNanos.getAsLong());
      }
      super.close();
    }
  }

  /** A batch is given; its step is not known before the one before it is. */
  private synchronized void ended(RankBatch batch, Interval waited, long now) {
    var key = batch.key();
    var before = ended.put(key.job() + "/" + key.rank(), now);
    trim(ended, MOST_RANKS);
    bytes += waited.bytes();
    if (before != null) {
      var step = Math.max(0, now - before);
      var stall = Math.min(waited.stallNanos(), step);
      stepNanos += step;
      stallNanos += stall;
      stallNanosByJob.merge(key.job(), stall, Long::sum);
      trim(stallNanosByJob, MOST_JOBS);
      note(batch, new Interval(stall, step, waited.bytes(), waited.samples(), waited.missed()));
    }
  }

  private void note(RankBatch batch, Interval interval) {
    var spec = batch.spec();
    var now =
        new Measured(batch.key().job(), spec.version(), batch.knobs().priority(spec), interval);
    measured.merge(now.job(), now, Measured::plus);
    trim(measured, MOST_JOBS);
  }

  /** What was measured of each job since the last call. */
  public synchronized List<Measured> takeMeasured() {
    var taken = List.copyOf(measured.values());
    measured = new LinkedHashMap<>();
    return taken;
  }

  /** The first goes; who is forgotten begins at zero, as after a restart. */
  private static <K, V> void trim(Map<K, V> map, int most) {
    if (map.size() > most) {
      map.remove(map.keySet().iterator().next());
    }
  }

  private synchronized void served(DatasetVersion version, long now) {
    servedNanos.remove(version);
    servedNanos.put(version, now);
    trim(servedNanos, MOST_DATASETS);
  }

  /** The datasets of which a batch was asked for lately. */
  public synchronized Set<DatasetVersion> versions() {
    var now = clockNanos.getAsLong();
    servedNanos.values().removeIf(at -> now - at > LATELY_NANOS);
    return Set.copyOf(servedNanos.keySet());
  }

  /** What was measured so far. */
  public synchronized Sum sum() {
    return new Sum(stallNanos, stepNanos, bytes);
  }

  /** Nanoseconds that each job's consumers waited, by name. */
  public synchronized Map<String, Long> stallNanosByJob() {
    return new TreeMap<>(stallNanosByJob);
  }
}
