package dev.sheaf.simulation.workload;

import java.util.Arrays;

/** What a trace is like, whatever cache answers it. */
public final class TraceStatistics {
  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private final Trace trace;
  private final long[] timesRequested;
  private final long[] requestsPerHour;
  private final long[] sizesBytes;
  private final long[] reuseNanos;

  /** Of this trace. */
  public TraceStatistics(Trace trace) {
    this.trace = trace;
    timesRequested = new long[trace.uniqueObjects()];
    requestsPerHour = new long[(int) (trace.atNanos(trace.requests() - 1) / HOUR_NANOS) + 1];
    sizesBytes = new long[trace.requests()];
    reuseNanos = new long[trace.requests() - trace.uniqueObjects()];
    count();
    Arrays.sort(sizesBytes);
    Arrays.sort(reuseNanos);
  }

  private void count() {
    var last = new long[trace.uniqueObjects()];
    var reuses = 0;
    for (int request = 0; request < trace.requests(); request++) {
      var object = trace.object(request);
      var at = trace.atNanos(request);
      if (timesRequested[object]++ > 0) {
        reuseNanos[reuses++] = at - last[object];
      }
      last[object] = at;
      requestsPerHour[(int) (at / HOUR_NANOS)]++;
      sizesBytes[request] = trace.sizeBytes(request);
    }
  }

  /** How many objects are requested a single time. */
  public long seenOnce() {
    return Arrays.stream(timesRequested).filter(times -> times == 1).count();
  }

  /** How often the most requested object is requested. */
  public long mostRequested() {
    return Arrays.stream(timesRequested).max().orElseThrow();
  }

  /** The whole sizes of all objects. */
  public long workingSetBytes() {
    return Arrays.stream(trace.objectSizesBytes()).sum();
  }

  /** The same without the requests that were answered with more. */
  public long workingSetBytes(long mostBytes) {
    return Arrays.stream(trace.objectSizesBytes(mostBytes)).sum();
  }

  /** What all requests were answered with. */
  public long transferredBytes() {
    return Arrays.stream(sizesBytes).sum();
  }

  /** The requests of each hour since the first request, the last hour too. */
  public long[] requestsPerHour() {
    return requestsPerHour.clone();
  }

  /** The size that a share {@code quantile} of all requests is below. */
  public long sizeBytes(double quantile) {
    return at(sizesBytes, quantile);
  }

  /** The time since the last request of the same object, of a share {@code quantile} of repeats. */
  public long reuseNanos(double quantile) {
    return at(reuseNanos, quantile);
  }

  /** The share of repeats that come within this time. */
  public double reusedWithin(long nanos) {
    var within = Arrays.stream(reuseNanos).filter(interval -> interval <= nanos).count();
    return within / (double) Math.max(1, reuseNanos.length);
  }

  /** The hit ratio of a cache that holds everything: only first requests miss. */
  public double mostHitRatio() {
    return 1 - trace.uniqueObjects() / (double) trace.requests();
  }

  private static long at(long[] sorted, double quantile) {
    if (sorted.length == 0) {
      return 0;
    }
    return sorted[(int) Math.min(sorted.length - 1L, (long) (quantile * sorted.length))];
  }
}
