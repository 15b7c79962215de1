package dev.sheaf.simulation.lambda;

import dev.sheaf.policies.economics.FleetCost;
import dev.sheaf.policies.economics.Prices;
import dev.sheaf.policies.economics.TierCost;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.world.PriceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The experiment {@code tierPrices}: what a read and the room cost in every tier of a price list.
 */
public final class TierPrices implements Experiment {
  private static final Pattern WORD = Pattern.compile("[^A-Za-z0-9]+");

  @Override
  public String name() {
    return "tierPrices";
  }

  @Override
  public Run prepare(Parameters in) {
    var prices = PriceFile.read(in.text("world.prices", "2026"));
    var demand =
        new TierCost.Demand(
            in.bytes("jobs.objectBytes", "10 MiB"), in.count("cache.heldGb", 600, 1, 1_000_000));
    var memoryMb = in.number("world.lambda.memoryMb", 1_536, 128, 10_240);
    var fleet =
        new FleetCost(
            prices.functions(),
            (int) Math.ceilDiv(demand.heldGb() * 1_024, (long) memoryMb),
            memoryMb);
    var warmNanos = in.nanos("world.lambda.warmUp", "5 ms");
    var perHour = in.number("policy.warmUpsPerHour", 60, 0, 3_600);
    var lambda =
        TierCost.functions(
            fleet,
            LossProbabilities.code(in, "10+2"),
            in.nanos("world.lambda.serving", "20 ms"),
            fleet.allNodesPicoUsdPerHour(perHour, warmNanos));
    return seed -> measure(tiers(prices, lambda, demand), demand);
  }

  private static List<TierCost> tiers(Prices prices, TierCost lambda, TierCost.Demand demand) {
    var tiers = new ArrayList<TierCost>();
    tiers.add(lambda);
    prices.stores().forEach(each -> tiers.add(TierCost.store(each, demand)));
    prices.services().forEach(each -> tiers.add(TierCost.service(each, demand)));
    prices.instances().forEach(each -> tiers.add(TierCost.instances(each, demand)));
    return tiers;
  }

  private static Measured measure(List<TierCost> tiers, TierCost.Demand demand) {
    var measured = new Measured("price list");
    for (var tier : tiers) {
      var name = camel(tier.tier());
      measured
          .with(name + "ReadMicroUsd", tier.readPicoUsd() / 1e6)
          .with(
              name + "UsdPerTerabyte",
              FleetCost.dollars(Math.round(tier.picoUsdPerTerabyte(demand.objectBytes()))))
          .with(name + "StandingUsdPerHour", FleetCost.dollars(tier.standingPicoUsdPerHour()));
    }
    return measured;
  }

  private static String camel(String name) {
    var words = WORD.split(name.replace("10+2", ""), 0);
    var camel = new StringBuilder(words[0].toLowerCase(Locale.ROOT));
    for (int i = 1; i < words.length; i++) {
      camel.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
    }
    return camel.toString();
  }
}
