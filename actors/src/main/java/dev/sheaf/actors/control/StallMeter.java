package dev.sheaf.actors.control;

import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.BatchService;
import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
        yield new Served.Serving(serving.batch(), new Metered(key, serving.frames(), now - began));
      }
      case Served.NotServed notServed -> notServed;
    };
  }

  /** A batch on its way. */
  private final class Metered implements SampleStream {
    private final BatchKey key;
    private final SampleStream frames;
    private final long askedNanos;
    private long given;
    private boolean closed;

    Metered(BatchKey key, SampleStream frames, long askedNanos) {
      this.key = key;
      this.frames = frames;
      this.askedNanos = askedNanos;
    }

    @Override
    public @Nullable SampleFrame next() throws InterruptedException {
      var frame = frames.next();
      given += frame == null ? 0 : frame.head().length();
      return frame;
    }

    @Override
    public boolean complete() {
      return frames.complete();
    }

    @Override
    public ReadCost cost() {
      return frames.cost();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        ended(key, askedNanos + frames.cost().waitNanos(), given, clockNanos.getAsLong());
      }
      frames.close();
    }
  }

  private synchronized void ended(BatchKey key, long waitedNanos, long sizeBytes, long now) {
    var before = ended.put(key.job() + "/" + key.rank(), now);
    trim(ended, MOST_RANKS);
    bytes += sizeBytes;
    if (before != null) {
      var step = Math.max(0, now - before);
      var stall = Math.min(waitedNanos, step);
      stepNanos += step;
      stallNanos += stall;
      stallNanosByJob.merge(key.job(), stall, Long::sum);
      trim(stallNanosByJob, MOST_JOBS);
    }
  }

  /** The first goes; who is forgotten begins at zero, as after a restart. */
  private static <K> void trim(Map<K, Long> map, int most) {
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
