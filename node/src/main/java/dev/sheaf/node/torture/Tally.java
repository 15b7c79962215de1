package dev.sheaf.node.torture;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts of what clients did and met with. */
final class Tally {
  private final LongAdder requests = new LongAdder();
  private final LongAdder incomplete = new LongAdder();
  private final LongAdder heldReads = new LongAdder();
  private final LongAdder badInputs = new LongAdder();
  private final AtomicLong longestNanos = new AtomicLong();
  private final Map<String, LongAdder> errors = new ConcurrentSkipListMap<>();

  void request() {
    requests.increment();
  }

  void error(String kind) {
    errors.computeIfAbsent(kind, _ -> new LongAdder()).increment();
  }

  void incomplete() {
    incomplete.increment();
  }

  void badInput() {
    badInputs.increment();
  }

  /** A read that may not fail. */
  void heldRead() {
    heldReads.increment();
  }

  long heldReads() {
    return heldReads.sum();
  }

  /** So long a trainer waited for a batch, whatever it had to try. */
  void waited(long nanos) {
    longestNanos.accumulateAndGet(nanos, Math::max);
  }

  long requests() {
    return requests.sum();
  }

  long incompleteBatches() {
    return incomplete.sum();
  }

  long badInputs() {
    return badInputs.sum();
  }

  double longestSeconds() {
    return longestNanos.get() / 1e9;
  }

  Map<String, Long> errors() {
    var all = new TreeMap<String, Long>();
    errors.forEach((kind, count) -> all.put(kind, count.sum()));
    return all;
  }
}
