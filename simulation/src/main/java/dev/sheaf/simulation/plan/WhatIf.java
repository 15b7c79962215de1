package dev.sheaf.simulation.plan;

import dev.sheaf.policies.economics.Estimate;
import dev.sheaf.policies.economics.Site;
import dev.sheaf.policies.economics.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What would be cheapest were one thing otherwise.
 *
 * @param cheapest empty when nothing would keep stall under the limit
 */
public record WhatIf(String condition, Optional<Estimate> cheapest) {
  private static final long PICO = 1_000_000_000_000L;
  private static final double TEN_GIGABIT = 1.25e9;

  /** The same question asked otherwise; what is so already is left out. */
  public static List<WhatIf> of(PlanQuestion question) {
    var site = question.site();
    var workload = question.workload();
    var single = workload.jobs() == 1;
    var asked = new LinkedHashMap<String, PlanQuestion>();
    asked.put(
        "a GB from the origin costs $0.02 (another region)",
        question.at(site.withEgress(PICO / 50)));
    asked.put(
        "a GB from the origin costs $0.09 (outside AWS)",
        question.at(site.withEgress(PICO / 100 * 9)));
    asked.put(
        "the way to the origin carries 10 Gb/s",
        question.at(site.withOriginBytesPerSecond(TEN_GIGABIT)));
    asked.put(
        "samples may not be packed", question.at(site.withPacking(Site.Packing.OBJECTS_ONLY)));
    asked.put(
        single ? "eight jobs read it" : "one job reads it",
        question.with(jobs(workload, single ? 8 : 1)));
    asked.values().removeIf(question::equals);
    var all = new ArrayList<WhatIf>();
    asked.forEach((condition, other) -> all.add(new WhatIf(condition, cheapest(other))));
    return all;
  }

  private static Optional<Estimate> cheapest(PlanQuestion question) {
    return question.answer().cheapest(question.workload());
  }

  private static Workload jobs(Workload of, int jobs) {
    return new Workload(
        of.samples(), of.sampleBytes(), jobs, of.epochs(), of.gpuPerSecond(), of.stallLimit());
  }
}
