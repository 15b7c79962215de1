package dev.sheaf.simulation.lambda;

import dev.sheaf.simulation.workload.Trace;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The reads of a trace, each of a whole object.
 *
 * @param sizesBytes of the objects, by number
 */
record RecordedReads(Trace trace, List<Long> sizesBytes) implements Reads {
  RecordedReads(Trace trace) {
    this(trace, LongStream.of(trace.objectSizesBytes()).boxed().toList());
  }

  @Override
  public int count() {
    return trace.requests();
  }

  @Override
  public long atNanos(int i) {
    return trace.atNanos(i);
  }

  @Override
  public int object(int i) {
    return trace.object(i);
  }

  @Override
  public long sizeBytes(int i) {
    return sizesBytes.get(trace.object(i));
  }
}
