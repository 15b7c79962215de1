package dev.sheaf.simulation.lambda;

import dev.sheaf.simulation.kernel.RandomStream;

/**
 * Reads of objects of one size: in the first hour each object once, in even steps; then reads of
 * uniformly random objects that come independently of one another.
 */
final class MadeUpReads implements Reads {
  private static final long NANOS_PER_HOUR = 3_600_000_000_000L;

  private final long[] times;
  private final int[] objects;
  private final long sizeBytes;

  /** What is made up. */
  record Shape(int objects, long sizeBytes, long perHour, long untilNanos) {}

  MadeUpReads(Shape shape, long seed) {
    var chance = new RandomStream(seed, "reads");
    var hours = Math.max(0, shape.untilNanos() - NANOS_PER_HOUR) / (double) NANOS_PER_HOUR;
    var expected = shape.perHour() * hours;
    var count = shape.objects() + (int) Math.min(50_000_000, Math.round(expected));
    var gap = NANOS_PER_HOUR / (double) Math.max(1, shape.perHour());
    this.sizeBytes = shape.sizeBytes();
    this.times = new long[count];
    this.objects = new int[count];
    var at = (double) NANOS_PER_HOUR;
    for (int i = 0; i < count; i++) {
      var filling = i < shape.objects();
      times[i] = filling ? NANOS_PER_HOUR / shape.objects() * i : (long) at;
      at += filling ? 0 : chance.exponential(gap);
      objects[i] = filling ? i : chance.below(shape.objects());
    }
  }

  @Override
  public int count() {
    return times.length;
  }

  @Override
  public long atNanos(int i) {
    return times[i];
  }

  @Override
  public int object(int i) {
    return objects[i];
  }

  @Override
  public long sizeBytes(int i) {
    return sizeBytes;
  }
}
