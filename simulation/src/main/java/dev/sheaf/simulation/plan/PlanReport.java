package dev.sheaf.simulation.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sheaf.policies.economics.Estimate;
import dev.sheaf.policies.economics.Plan;
import dev.sheaf.policies.economics.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan as programs read it.
 *
 * @param cheapest null when nothing keeps stall under the limit
 * @param tiers the best of every place, cheapest first; those that miss the limit last
 * @param lambda why it is or is not Lambda
 * @param confirmation null when there was nothing to simulate
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PlanReport(
    Workload workload,
    String prices,
    @Nullable Way cheapest,
    List<Way> tiers,
    List<String> lambda,
    List<Other> whatIf,
    @Nullable Confirmation confirmation,
    long examined,
    long pruned) {

  /** The best of a place. */
  public record Way(
      String tier,
      String configuration,
      long units,
      double cacheShare,
      long costMicroUsdPerEpoch,
      long originMicroUsd,
      long servingMicroUsd,
      long standingMicroUsd,
      double usdPerTerabyte,
      double stallShare,
      double readsPerSample,
      double epochSeconds,
      boolean meetsLimit) {

    static Way of(Estimate estimate, Workload workload) {
      return new Way(
          estimate.candidate().place().name(),
          estimate.candidate().configuration(),
          estimate.units(),
          estimate.candidate().cacheShare(),
          estimate.microUsd(),
          estimate.originMicroUsd(),
          estimate.servingMicroUsd(),
          estimate.standingMicroUsd(),
          estimate.microUsdPerTerabyte(workload) / 1e6,
          estimate.stallShare(),
          estimate.readsPerSample(),
          estimate.epochSeconds(workload),
          estimate.meets(workload));
    }
  }

  /** What would be cheapest otherwise; null when nothing would do. */
  public record Other(String condition, @Nullable Way cheapest) {}

  /** Answers a question; the winner is confirmed by a short simulation when {@code confirm}. */
  public static PlanReport of(PlanQuestion question, boolean confirm, long seed) {
    var workload = question.workload();
    var plan = question.answer();
    var others = WhatIf.of(question);
    var winner = plan.cheapest(workload);
    return new PlanReport(
        workload,
        question.prices().name(),
        winner.map(each -> Way.of(each, workload)).orElse(null),
        ways(plan, workload),
        LambdaVerdict.of(plan, workload, others),
        others.stream()
            .map(other ->
                new Other(
                    other.condition(),
                    other.cheapest().map(each -> Way.of(each, workload)).orElse(null)))
            .toList(),
        confirm ? winner.flatMap(each -> Confirmation.of(question, each, seed)).orElse(null) : null,
        plan.examined(),
        plan.pruned());
  }

  private static List<Way> ways(Plan plan, Workload workload) {
    return plan.byPlace().stream().map(each -> Way.of(each, workload)).toList();
  }
}
