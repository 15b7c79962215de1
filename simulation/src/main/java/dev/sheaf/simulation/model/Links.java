package dev.sheaf.simulation.model;

import dev.sheaf.policies.model.ModelTier;
import dev.sheaf.simulation.experiment.Parameters;

/**
 * What carries models between the tiers of a node; each link carries one model at a time.
 *
 * @param openNanos to map a model that is on the accelerator into a process
 * @param dropNanos to free a model's bytes on the accelerator
 */
record Links(
    long originLatencyNanos,
    long originBytesPerSecond,
    long diskBytesPerSecond,
    long gpuBytesPerSecond,
    long openNanos,
    long dropNanos) {

  static Links of(Parameters in) {
    return new Links(
        in.nanos("world.originLatency", "20 ms"),
        Math.max(1, in.bytesPerSecond("world.origin", "125 MB/s")),
        Math.max(1, in.bytesPerSecond("world.disk", "500 MB/s")),
        Math.max(1, in.bytesPerSecond("world.memoryToGpu", "32 GB/s")),
        in.nanos("world.open", "1 ms"),
        in.nanos("world.drop", "100 us"));
  }

  /** The nanoseconds for which a model occupies the link out of a tier. */
  long nanos(ModelTier from, long sizeBytes) {
    return switch (from) {
      case GPU -> 0;
      case MEMORY -> transfer(sizeBytes, gpuBytesPerSecond);
      case DISK -> transfer(sizeBytes, diskBytesPerSecond);
      case ORIGIN -> originLatencyNanos + transfer(sizeBytes, originBytesPerSecond);
    };
  }

  private static long transfer(long sizeBytes, long bytesPerSecond) {
    return (long) Math.ceil((double) sizeBytes / bytesPerSecond * 1e9);
  }
}
