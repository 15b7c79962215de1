package dev.sheaf.simulation.lambda;

import dev.sheaf.policies.books.FleetBook;
import dev.sheaf.policies.books.StripeBook;
import dev.sheaf.policies.economics.FleetCost;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.invariant.Invariant;
import dev.sheaf.simulation.invariant.Invariants;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.world.Bill;
import dev.sheaf.simulation.world.FunctionHost;
import dev.sheaf.simulation.world.LambdaCache;
import java.util.Optional;

/** One run of a simulated fleet: feeds reads to the cache, and measures what came of them. */
final class FleetRun {
  private static final long MINUTE = 60_000_000_000L;
  private static final long HOUR = 60 * MINUTE;
  private static final int HASH_BITS_LOST = 11;

  private final FleetParameters parameters;
  private final Reads reads;
  private final long untilNanos;
  private final Timeline timeline = new Timeline();
  private final FleetMeter meter = new FleetMeter();
  private final Invariants invariants;
  private final Bill bill;
  private final FunctionHost host;
  private final LambdaCache cache;

  FleetRun(FleetParameters parameters, Reads reads, long untilNanos, long seed) {
    this.parameters = parameters;
    this.reads = reads;
    this.untilNanos = untilNanos;
    this.invariants = new Invariants(seed, timeline);
    this.bill =
        new Bill(parameters.prices().functions(), parameters.store(), parameters.memoryMb());
    this.host = new FunctionHost(timeline, parameters.host(), bill, seed);
    var nodes = parameters.host().nodes();
    var rules = new StripeBook.Rules(parameters.capacityBytes(), parameters.repairAtOnce());
    this.cache =
        new LambdaCache(
            new LambdaCache.Parts(
                timeline,
                new StripeBook(nodes, rules),
                new FleetBook(nodes, parameters.patience()),
                host,
                bill,
                invariants),
            parameters.cache());
    invariants.add(new Invariant("EveryRequestEnds", this::overdue));
  }

  Measured run() {
    parameters.reclamations().forEach(model -> host.reclaim(model, untilNanos));
    feed(0);
    for (var at = MINUTE; at <= untilNanos; at += MINUTE) {
      timeline.runUntil(at);
      invariants.check();
      if (at % HOUR == 0) {
        meter.hourOver(bill);
      }
    }
    timeline.runUntil(untilNanos);
    awaitLastReads();
    return report();
  }

  private void awaitLastReads() {
    while (cache.oldestOpenNanos() < timeline.now()) {
      timeline.runUntil(timeline.now() + MINUTE);
      invariants.check();
    }
  }

  private Optional<String> overdue() {
    var waited = timeline.now() - cache.oldestOpenNanos();
    return waited <= parameters.deadlineNanos()
        ? Optional.empty()
        : Optional.of("a read has waited for %d ns".formatted(waited));
  }

  private void feed(int i) {
    if (i < reads.count() && reads.atNanos(i) <= untilNanos) {
      timeline.at(
          reads.atNanos(i),
          () -> {
            cache.read(reads.object(i), reads.sizeBytes(i), meter::ended);
            feed(i + 1);
          });
    }
  }

  /** The bill by the formulas, with the serving that was measured and every node always warm. */
  private long formulaPicoUsd() {
    var cost =
        new FleetCost(
            parameters.prices().functions(), parameters.host().nodes(), parameters.memoryMb());
    var perHour = timesAnHour(parameters.patience().warmUpNanos());
    var handshake = parameters.host().latency().handshakeNanos();
    var backup = parameters.host().backup();
    var standing =
        cost.allNodesPicoUsdPerHour(perHour, handshake)
            + cost.allNodesPicoUsdPerHour(timesAnHour(backup.everyNanos()), backup.billedNanos());
    return bill.picoUsd(Bill.Purpose.SERVING) + standing * (untilNanos / MINUTE) / 60;
  }

  private static long timesAnHour(long everyNanos) {
    return everyNanos == 0 ? 0 : HOUR / everyNanos;
  }

  private Measured report() {
    var measured = new Measured(parameters.policy());
    meter.report(measured, bill);
    var counts = host.counts();
    var repairs = cache.repairs();
    return measured
        .with("formulaUsd", FleetCost.dollars(formulaPicoUsd()))
        .with("coldStarts", counts.coldStarts())
        .with("environmentsTaken", counts.taken())
        .with("invokesThrottled", counts.throttled())
        .with("nodesLost", repairs.nodesLost())
        .with("objectsRestored", repairs.objectsRestored())
        .with("chunksRebuilt", repairs.chunksRebuilt())
        .with("invariantChecks", invariants.checks())
        .with("events", timeline.happened())
        .with("traceHash", timeline.traceHash() >>> HASH_BITS_LOST);
  }
}
