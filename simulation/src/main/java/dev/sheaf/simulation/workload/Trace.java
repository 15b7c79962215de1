package dev.sheaf.simulation.workload;

/**
 * The requests that a real system answered, in the order of their times.
 *
 * <p>Objects are numbered in the order of their first request. One object may be answered with
 * different sizes: part of it, or a new content under the old name.
 */
public final class Trace {
  private final int[] objects;
  private final long[] sizesBytes;
  private final long[] timesNanos;
  private final int uniqueObjects;
  private final int brokenRows;

  /** Of columns of one length, which the trace then owns. */
  Trace(int[] objects, long[] sizesBytes, long[] timesNanos, int uniqueObjects, int brokenRows) {
    this.objects = objects;
    this.sizesBytes = sizesBytes;
    this.timesNanos = timesNanos;
    this.uniqueObjects = uniqueObjects;
    this.brokenRows = brokenRows;
  }

  /** How many requests there are. */
  public int requests() {
    return objects.length;
  }

  /** How many different objects they ask for. */
  public int uniqueObjects() {
    return uniqueObjects;
  }

  /** How many rows of the file were broken, and are left out. */
  public int brokenRows() {
    return brokenRows;
  }

  /** The object that a request asks for. */
  public int object(int request) {
    return objects[request];
  }

  /** The bytes that a request was answered with. */
  public long sizeBytes(int request) {
    return sizesBytes[request];
  }

  /** When a request was made, in nanoseconds since the first. */
  public long atNanos(int request) {
    return timesNanos[request] - timesNanos[0];
  }

  /** The objects that are asked for, request after request. */
  public int[] objects() {
    return objects.clone();
  }

  /** For each object the most bytes that one request was answered with: its whole size. */
  public long[] objectSizesBytes() {
    return objectSizesBytes(Long.MAX_VALUE);
  }

  /** The same over the requests that were answered with at most so much; else 0. */
  public long[] objectSizesBytes(long mostBytes) {
    var whole = new long[uniqueObjects];
    for (int request = 0; request < objects.length; request++) {
      if (sizesBytes[request] <= mostBytes) {
        whole[objects[request]] = Math.max(whole[objects[request]], sizesBytes[request]);
      }
    }
    return whole;
  }
}
