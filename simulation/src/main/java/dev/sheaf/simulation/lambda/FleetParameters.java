package dev.sheaf.simulation.lambda;

import dev.sheaf.policies.books.FleetBook.Patience;
import dev.sheaf.policies.economics.ActivationEnd;
import dev.sheaf.policies.economics.Prices;
import dev.sheaf.policies.functions.Reclamation;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.world.HostSettings;
import dev.sheaf.simulation.world.LambdaCache;
import dev.sheaf.simulation.world.Origin;
import dev.sheaf.simulation.world.PriceFile;
import dev.sheaf.simulation.world.ReclaimTrace;
import dev.sheaf.simulation.world.ServingEnd;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a simulated fleet is made of.
 *
 * @param reclamations models that strike independently of one another
 */
record FleetParameters(
    String policy,
    Prices prices,
    Prices.ObjectStore store,
    int memoryMb,
    long capacityBytes,
    HostSettings host,
    Patience patience,
    LambdaCache.Settings cache,
    boolean repairAtOnce,
    List<Reclamation> reclamations,
    long deadlineNanos) {

  private static final long MILLI = 1_000_000;

  static FleetParameters read(Parameters in) {
    var prices = PriceFile.read(in.text("world.prices", "2020"));
    var code = LossProbabilities.code(in, "10+2");
    var memoryMb = in.number("world.lambda.memoryMb", 1_536, 128, 10_240);
    var host = host(in, prices.functions().tickMillis() * MILLI);
    if (host.nodes() < code.chunks()) {
      throw new BadScenario(
          "world.lambda.nodes must be at least the %d chunks of %s but was %d"
              .formatted(code.chunks(), code, host.nodes()));
    }
    var repair = in.choice("policy.repair", "onRead", List.of("onRead", "atOnce"));
    return new FleetParameters(
        policy(host, repair),
        prices,
        store(prices, in.text("world.origin.store", "s3-standard")),
        memoryMb,
        in.bytes("world.lambda.capacity", (memoryMb - 100) + " MB"),
        host,
        patience(in),
        cache(in, code),
        repair.equals("atOnce"),
        reclamations(in),
        in.nanos("world.deadline", "15 min"));
  }

  private static String policy(HostSettings host, String repair) {
    return host.backup().everyNanos() > 0 ? "delta-sync backup" : "origin refill " + repair;
  }

  private static Prices.ObjectStore store(Prices prices, String name) {
    try {
      return prices.store(name);
    } catch (IllegalArgumentException e) {
      throw new BadScenario("world.origin.store: " + e.getMessage());
    }
  }

  private static HostSettings host(Parameters in, long tickNanos) {
    var latency =
        new HostSettings.Latency(
            in.nanos("world.lambda.warmStart", "13 ms"),
            in.nanos("world.lambda.coldStart", "300 ms"),
            in.nanos("world.lambda.handshake", "5 ms"),
            in.nanos("world.network.ping", "1 ms"));
    if (latency.handshakeNanos() > latency.warmNanos()
        || latency.warmNanos() > latency.coldNanos()) {
      throw new BadScenario(
          "world.lambda.handshake must be at most warmStart, and that at most coldStart");
    }
    return new HostSettings(
        in.number("world.lambda.nodes", 400, 1, 1_000_000),
        atLeastOne(
            "world.lambda.bandwidth", in.bytesPerSecond("world.lambda.bandwidth", "75 MB/s")),
        latency,
        in.nanos("world.lambda.idle", "27 min"),
        in.ratio("world.lambda.coldStartsPerSecond", 100, 0.01, 1e6),
        new ServingEnd.AtCycle(
            new ActivationEnd(
                tickNanos,
                in.nanos("policy.runMargin", tickNanos > MILLI ? "10 ms" : "0 ms"),
                in.nanos("policy.runPatience", "1 s"))),
        new HostSettings.Backup(
            in.nanos("policy.backup.every", "0 s"), in.nanos("policy.backup.billed", "0 s")),
        in.ratio("faults.lostAnswers", 0, 0, 0.9));
  }

  private static long atLeastOne(String key, long value) {
    if (value < 1) {
      throw new BadScenario(key + " must be at least 1 B/s but was " + value);
    }
    return value;
  }

  private static Patience patience(Parameters in) {
    return new Patience(
        in.nanos("policy.warmUp", "1 min"),
        atLeastOne("policy.pingLimit", in.nanos("policy.pingLimit", "20 ms")),
        atLeastOne("policy.invokeLimit", in.nanos("policy.invokeLimit", "10 s")),
        in.number("policy.attempts", 3, 1, 100),
        in.nanos("policy.rest", "1 min"));
  }

  private static LambdaCache.Settings cache(Parameters in, StripeCode code) {
    return new LambdaCache.Settings(
        code,
        in.choice("policy.read", "all", List.of("all", "data")).equals("all"),
        in.number("policy.mostRestores", 64, 1, 100_000),
        new Origin(
            in.nanos("world.origin.firstByte", "50 ms"),
            atLeastOne(
                "world.origin.bandwidth",
                in.bytesPerSecond("world.origin.bandwidth", "100 MB/s"))));
  }

  private static List<Reclamation> reclamations(Parameters in) {
    var models = new ArrayList<Reclamation>();
    var known = List.of("none", "poisson", "zipf", "mass", "trace");
    for (var model : in.list("world.reclaim.models", List.of("none"))) {
      switch (model) {
        case "none" -> models.add(new Reclamation.Never());
        case "poisson" ->
            models.add(new Reclamation.Steady(in.ratio("world.reclaim.perHour", 36, 0.001, 1e7)));
        case "zipf" ->
            models.add(
                new Reclamation.ZipfPerMinute(
                    in.ratio("world.reclaim.exponent", 2, 0.1, 20),
                    in.number("world.reclaim.most", 22, 1, 100_000)));
        case "mass" ->
            models.add(
                new Reclamation.Mass(
                    atLeastOne("world.reclaim.every", in.nanos("world.reclaim.every", "6 h")),
                    in.number("world.reclaim.environments", 100, 1, 1_000_000)));
        case "trace" ->
            models.add(
                ReclaimTrace.read(
                    Path.of(in.text("world.reclaim.file", "reclaims.csv")),
                    in.number("world.reclaim.brokenRowsAllowed", 0, 0, 1_000_000)));
        default ->
            throw new BadScenario(
                "world.reclaim.models must be of %s but named \"%s\""
                    .formatted(String.join(", ", known), model));
      }
    }
    return models;
  }
}
