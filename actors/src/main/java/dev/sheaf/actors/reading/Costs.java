package dev.sheaf.actors.reading;

import dev.sheaf.actors.tier.TierKind;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what a request costs, from all its threads. */
final class Costs {
  private final LongAdder hits = new LongAdder();
  private final LongAdder samples = new LongAdder();
  private final LongAdder gets = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder waitNanos = new LongAdder();

  void hits(long count) {
    hits.add(count);
  }

  void read(long sampleCount, long getCount, long byteCount) {
    samples.add(sampleCount);
    gets.add(getCount);
    bytes.add(byteCount);
  }

  /** A package of so many samples arrived; only what comes from the origin costs it something. */
  void landed(FlightTable.Arrived.Here here, int sampleCount) {
    if (here.began() && here.from() == TierKind.ORIGIN) {
      read(sampleCount, here.gets(), here.bytes());
    }
  }

  void waited(long nanos) {
    waitNanos.add(nanos);
  }

  void add(ReadCost other) {
    hits.add(other.memoryHits());
    read(other.originSamples(), other.originGets(), other.originBytes());
  }

  ReadCost sum() {
    return new ReadCost(hits.sum(), samples.sum(), gets.sum(), bytes.sum(), waitNanos.sum());
  }
}
