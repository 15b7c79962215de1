package dev.sheaf.simulation.world;

import dev.sheaf.simulation.kernel.Timeline;

/**
 * A GPU that takes one batch after another, decode cores before it, and a few batches on the way.
 *
 * <pre>
 *   fetch (any order) ─► decode (one batch after another, over all cores) ─► ready ─► GPU (in order)
 *   └───────────────────────── at most prefetch batches ─────────────────────┘
 * </pre>
 *
 * <p>Stall is the time in which the GPU waits for a batch, the wait for the first one included.
 */
public final class Trainer {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Timeline timeline;
  private final Pace pace;
  private final Batches batches;
  private final Runnable over;
  private final boolean[] ready;
  private int fetched;
  private int trained;
  private boolean stepping;
  private long decoderFreeNanos;
  private final long beganNanos;
  private long idleSinceNanos;
  private long stallNanos;
  private long firstBatchNanos;
  private long epochNanos;

  /**
   * How fast it is.
   *
   * @param samplesPerSecond of the GPU
   * @param decodeCores 0 for none: what is fetched needs no decoding
   * @param decodedPerSecond samples a second and core
   * @param prefetch batches that may be fetched, decoded or waiting at a time
   */
  public record Pace(
      double samplesPerSecond, int decodeCores, double decodedPerSecond, int prefetch) {

    /** How long the GPU takes for so many samples. */
    public long stepNanos(int samples) {
      return Math.round(samples / samplesPerSecond * NANOS_PER_SECOND);
    }

    /** How long all cores together take for so many samples. */
    public long decodeNanos(int samples) {
      return decodeCores == 0
          ? 0
          : Math.round(samples / (decodeCores * decodedPerSecond) * NANOS_PER_SECOND);
    }
  }

  /** The batches of an epoch. */
  public interface Batches {
    /** How many there are. */
    int count();

    /** How many samples batch {@code n} has. */
    int samples(int n);

    /** Fetches batch {@code n} and says when it is there. */
    void fetch(int n, Runnable there);
  }

  /** A trainer that begins an epoch now, and says when it is over. */
  public Trainer(Timeline timeline, Pace pace, Batches batches, Runnable over) {
    this.timeline = timeline;
    this.pace = pace;
    this.batches = batches;
    this.over = over;
    this.ready = new boolean[batches.count()];
    this.beganNanos = timeline.now();
    this.idleSinceNanos = beganNanos;
    fetchAhead();
  }

  private void fetchAhead() {
    while (fetched < ready.length && fetched - trained < pace.prefetch()) {
      var n = fetched++;
      batches.fetch(n, () -> decode(n));
    }
  }

  private void decode(int n) {
    var start = Math.max(timeline.now(), decoderFreeNanos);
    decoderFreeNanos = start + pace.decodeNanos(batches.samples(n));
    timeline.at(
        decoderFreeNanos,
        () -> {
          ready[n] = true;
          step();
        });
  }

  private void step() {
    if (stepping || trained == ready.length || !ready[trained]) {
      return;
    }
    stepping = true;
    stallNanos += timeline.now() - idleSinceNanos;
    if (trained == 0) {
      firstBatchNanos = timeline.now() - beganNanos;
    }
    timeline.after(pace.stepNanos(batches.samples(trained)), this::stepped);
  }

  private void stepped() {
    stepping = false;
    idleSinceNanos = timeline.now();
    trained++;
    if (trained == ready.length) {
      epochNanos = timeline.now() - beganNanos;
      over.run();
      return;
    }
    fetchAhead();
    step();
  }

  /** How many batches were trained. */
  public int trained() {
    return trained;
  }

  /** How long the GPU waited so far. */
  public long stallNanos() {
    return stallNanos;
  }

  /** How long it waited for its first batch. */
  public long firstBatchNanos() {
    return firstBatchNanos;
  }

  /** How long the epoch took; 0 until it is over. */
  public long epochNanos() {
    return epochNanos;
  }
}
