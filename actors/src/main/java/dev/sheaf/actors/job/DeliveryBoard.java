package dev.sheaf.actors.job;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Adds up deliveries by job and epoch until they are taken. */
final class DeliveryBoard {
  private Map<String, TreeMap<Integer, Delivery>> sums = new HashMap<>();

  /** Adds a delivery; its samples and hits count only when the batch is served the first time. */
  synchronized void add(BatchKey key, Delivery delivery, JobWindows.Noted noted) {
    var fresh = noted.fresh();
    var counted =
        new Delivery(
            delivery.epoch(),
            fresh ? delivery.samples() : 0,
            noted.duplicates(),
            fresh ? delivery.memoryHits() : 0,
            fresh ? delivery.diskHits() : 0,
            fresh ? delivery.lambdaHits() : 0,
            delivery.originSamples(),
            delivery.originGets(),
            delivery.originBytes(),
            delivery.waitNanos());
    sums.computeIfAbsent(key.job(), job -> new TreeMap<>())
        .merge(key.epoch(), counted, DeliveryBoard::sum);
  }

  private static Delivery sum(Delivery a, Delivery b) {
    return new Delivery(
        a.epoch(),
        a.samples() + b.samples(),
        a.duplicates() + b.duplicates(),
        a.memoryHits() + b.memoryHits(),
        a.diskHits() + b.diskHits(),
        a.lambdaHits() + b.lambdaHits(),
        a.originSamples() + b.originSamples(),
        a.originGets() + b.originGets(),
        a.originBytes() + b.originBytes(),
        a.waitNanos() + b.waitNanos());
  }

  synchronized Map<String, Collection<Delivery>> takeAll() {
    var taken = new HashMap<String, Collection<Delivery>>();
    sums.forEach((job, byEpoch) -> taken.put(job, byEpoch.values()));
    sums = new HashMap<>();
    return taken;
  }
}
