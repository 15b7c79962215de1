package dev.sheaf.simulation.lambda;

import dev.sheaf.simulation.workload.RegistryTrace;

/** The reads of a trace. */
record RecordedReads(RegistryTrace trace) implements Reads {
  @Override
  public int count() {
    return trace.reads().size();
  }

  @Override
  public long atNanos(int i) {
    return trace.reads().get(i).atNanos();
  }

  @Override
  public int object(int i) {
    return trace.reads().get(i).object();
  }

  @Override
  public long sizeBytes(int i) {
    return trace.reads().get(i).bytes();
  }
}
