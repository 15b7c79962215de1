package dev.sheaf.simulation.plan;

import dev.sheaf.policies.economics.Estimate;
import dev.sheaf.policies.economics.Plan;
import dev.sheaf.policies.economics.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says in plain words whether Lambda memory is the cheapest, why, and what would change that. */
public final class LambdaVerdict {
  private static final double MICRO = 1e6;

  private LambdaVerdict() {}

  /** A few sentences. */
  public static List<String> of(Plan plan, Workload workload, List<WhatIf> others) {
    var lambda = plan.of("lambda");
    var winner = plan.cheapest(workload);
    if (winner.isEmpty()) {
      return List.of("Nothing keeps stall under the limit, so nothing is recommended.");
    }
    if (lambda.isEmpty()) {
      return List.of("Lambda is not it: a fleet of 10,000 functions holds too little of this.");
    }
    if (winner.get().candidate().place().name().equals("lambda")) {
      return List.of("Lambda memory is the cheapest that keeps stall under the limit.");
    }
    var lines = new ArrayList<String>();
    lines.add(comparison(lambda.get(), winner.get(), workload));
    lines.add(why(lambda.get(), winner.get()));
    lines.add(change(lambda.get(), winner.get(), others));
    return lines;
  }

  private static String comparison(Estimate lambda, Estimate winner, Workload workload) {
    if (!lambda.meets(workload)) {
      return format(
          "Lambda is not it: its best leaves jobs waiting %.1f %% of the time.",
          lambda.stallShare() * 100);
    }
    return format(
        "Lambda is not the cheapest: $%.4f an epoch against $%.4f of %s, %.1f times as much.",
        lambda.microUsd() / MICRO,
        winner.microUsd() / MICRO,
        winner.candidate().place().name(),
        (double) lambda.microUsd() / Math.max(1, winner.microUsd()));
  }

  private static String why(Estimate lambda, Estimate winner) {
    return format(
        "Why: of Lambda's cost $%.4f is running functions to read and write chunks, $%.4f keeping them warm and"
            + " replacing what is reclaimed, $%.4f the origin; %s pays $%.4f, $%.4f and $%.4f.",
        lambda.servingMicroUsd() / MICRO,
        lambda.standingMicroUsd() / MICRO,
        lambda.originMicroUsd() / MICRO,
        winner.candidate().place().name(),
        winner.servingMicroUsd() / MICRO,
        winner.standingMicroUsd() / MICRO,
        winner.originMicroUsd() / MICRO);
  }

  private static String change(Estimate lambda, Estimate winner, List<WhatIf> others) {
    var wins =
        others.stream()
            .filter(other ->
                other
                    .cheapest()
                    .map(each -> each.candidate().place().name().equals("lambda"))
                    .orElse(false))
            .map(WhatIf::condition)
            .toList();
    var fixed = lambda.originMicroUsd();
    var own = lambda.servingMicroUsd() + lambda.standingMicroUsd();
    var room = winner.microUsd() - fixed;
    var price =
        room <= 0
            ? "no price of functions would, since its origin reads alone cost as much;"
            : format("functions at %.2g times today's price would;", (double) room / own);
    return "What would change that: "
        + price
        + (wins.isEmpty()
            ? " none of the changes below would."
            : " so would: " + String.join("; ", wins) + ".");
  }

  @SuppressWarnings("AnnotateFormatMethod") // The annotation is no dependency of ours.
  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
