package dev.sheaf.lambda.local;

import dev.sheaf.policies.economics.FleetCost;
import dev.sheaf.policies.functions.Charge;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was billed so far, as AWS would: by function and in total.
 *
 * @param functions by name, also those that are gone
 */
public record LambdaBill(Map<String, Charge> functions, Charge total) {
  /** The sum of these. */
  static LambdaBill of(Map<String, Charge> functions) {
    return new LambdaBill(
        new TreeMap<>(functions), functions.values().stream().reduce(Charge.NONE, Charge::plus));
  }

  /** The total in micro-dollars, rounded. */
  public long microUsd() {
    return FleetCost.microUsd(total.picoUsd());
  }
}
