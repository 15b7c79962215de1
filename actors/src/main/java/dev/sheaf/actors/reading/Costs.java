package dev.sheaf.actors.reading;

import dev.sheaf.actors.tier.TierKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what a request costs, from all its threads. */
final class Costs {
  private final Map<TierKind, LongAdder> hits = new EnumMap<>(TierKind.class);
  private final LongAdder samples = new LongAdder();
  private final LongAdder gets = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final Map<WaitCause, LongAdder> waitNanos = new EnumMap<>(WaitCause.class);

  Costs() {
    for (var tier : TierKind.values()) {
      hits.put(tier, new LongAdder());
    }
    for (var cause : WaitCause.values()) {
      waitNanos.put(cause, new LongAdder());
    }
  }

  /** So many of the samples that were asked for came from this tier. */
  void hits(TierKind tier, long count) {
    Objects.requireNonNull(hits.get(tier)).add(count);
  }

  private long hits(TierKind tier) {
    return Objects.requireNonNull(hits.get(tier)).sum();
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

  void waited(WaitCause cause, long nanos) {
    adder(cause).add(nanos);
  }

  long waitedNanos(WaitCause cause) {
    return adder(cause).sum();
  }

  private LongAdder adder(WaitCause cause) {
    return Objects.requireNonNull(waitNanos.get(cause));
  }

  void add(ReadCost other) {
    hits(TierKind.MEMORY, other.memoryHits());
    hits(TierKind.DISK, other.diskHits());
    hits(TierKind.LAMBDA, other.lambdaHits());
    read(other.originSamples(), other.originGets(), other.originBytes());
  }

  ReadCost sum() {
    var waited = waitNanos.values().stream().mapToLong(LongAdder::sum).sum();
    return new ReadCost(
        hits(TierKind.MEMORY),
        hits(TierKind.DISK),
        hits(TierKind.LAMBDA),
        samples.sum(),
        gets.sum(),
        bytes.sum(),
        waited);
  }
}
