package dev.sheaf.simulation.world;

import dev.sheaf.simulation.kernel.Timeline;
import java.util.List;

/**
 * Bytes on their way over a path of links, at the rate that the links grant.
 *
 * <p><i>States:</i> under way → arrived (all bytes are there) or broken (given up, or its path was
 * broken).
 */
public final class Flow {
  private static final double NANOS_PER_SECOND = 1e9;

  final Link[] path;
  final int[] places;
  final long mostBytesPerSecond;
  long ceilingBytesPerSecond;
  double rate;
  double settledRate;
  boolean settled;
  boolean changed;
  int visit;
  long wakeNanos = Long.MAX_VALUE;

  private final Timeline timeline;
  private final long sizeBytes;
  private final Ends ends;
  private double leftBytes;
  private long sinceNanos;
  private State state = State.UNDER_WAY;

  /** What is called when a flow ends; exactly one of the two, once. */
  public record Ends(Runnable arrived, Runnable broken) {
    /** For flows that nothing breaks. */
    public static Ends arriving(Runnable arrived) {
      return new Ends(
          arrived,
          () -> {
            throw new IllegalStateException("a flow was broken and nobody provides for it");
          });
    }
  }

  private enum State {
    UNDER_WAY,
    ARRIVED,
    BROKEN
  }

  Flow(Timeline timeline, long sizeBytes, long mostBytesPerSecond, List<Link> path, Ends ends) {
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("sizeBytes must be at least 0 but was " + sizeBytes);
    }
    if (mostBytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "mostBytesPerSecond must be at least 1 but was " + mostBytesPerSecond);
    }
    this.timeline = timeline;
    this.sizeBytes = sizeBytes;
    this.leftBytes = sizeBytes;
    this.mostBytesPerSecond = mostBytesPerSecond;
    this.path = path.toArray(Link[]::new);
    this.places = new int[this.path.length];
    this.ends = ends;
    this.sinceNanos = timeline.now();
  }

  /** How many bytes it is. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** How many whole bytes are over by now. */
  public long movedBytes() {
    if (state == State.ARRIVED) {
      return sizeBytes;
    }
    return Math.clamp((long) Math.floor(sizeBytes - left()), 0, sizeBytes);
  }

  /** Whether it has neither arrived nor broken. */
  public boolean isUnderWay() {
    return state == State.UNDER_WAY;
  }

  /** Books what moved since the rate last changed, and goes on at another. */
  void goOnAt(double bytesPerSecond) {
    leftBytes = left();
    sinceNanos = timeline.now();
    rate = bytesPerSecond;
  }

  /** When the last byte is over if the rate stays; the end of time while nothing moves. */
  long endNanos() {
    if (leftBytes <= 0) {
      return sinceNanos;
    }
    var lasts = Math.ceil(leftBytes / rate * NANOS_PER_SECOND);
    return lasts < Long.MAX_VALUE - sinceNanos ? sinceNanos + (long) lasts : Long.MAX_VALUE;
  }

  void arrive() {
    state = State.ARRIVED;
  }

  void stop() {
    goOnAt(0);
    state = State.BROKEN;
  }

  void tellArrived() {
    ends.arrived().run();
  }

  void tellBroken() {
    ends.broken().run();
  }

  private double left() {
    return Math.max(0, leftBytes - rate * (timeline.now() - sinceNanos) / NANOS_PER_SECOND);
  }
}
