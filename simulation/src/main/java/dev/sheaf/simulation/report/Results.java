package dev.sheaf.simulation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;

/**
 * What a command measured.
 *
 * @param studies in the order of the command
 * @param skipped by scenario, why it was not run
 */
public record Results(List<Study> studies, SortedMap<String, String> skipped) {
  /** The studies of each scenario, in order. */
  SequencedMap<String, List<Study>> byScenario() {
    var by = new LinkedHashMap<String, List<Study>>();
    for (var study : studies) {
      by.computeIfAbsent(study.scenario(), name -> new ArrayList<>()).add(study);
    }
    return by;
  }

  /** Everything that was judged. */
  List<Judgement> judgements() {
    return judgements(studies);
  }

  /** Everything that was judged of some. */
  static List<Judgement> judgements(List<Study> studies) {
    return studies.stream().flatMap(each -> each.judgements().stream()).toList();
  }
}
