package dev.sheaf.simulation.report;

import dev.sheaf.simulation.experiment.Expectation;
import dev.sheaf.simulation.experiment.Expectation.Standing;
import dev.sheaf.simulation.experiment.Expectation.Verdict;
import dev.sheaf.simulation.experiment.Row;
import java.util.List;

/**
 * What came of one thing that was expected of a case, over all seeds: the worst seed's verdict.
 *
 * @param rows one a seed
 */
public record Judgement(Study study, Expectation expected, Study.Mean measured, List<Row> rows) {
  /** How a figure ended, for people. */
  public enum Outcome {
    /** Within the tolerance, under every seed. */
    REPRODUCED("reproduced"),
    /** It binds, and it was missed. */
    MISSED("NOT reproduced"),
    /** It was missed as its file says it would be. */
    KNOWN_TO_DIFFER("NOT reproduced, known"),
    /** Nothing that could be judged. */
    NOT_ENOUGH_PUBLISHED("not enough published");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    /** For tables. */
    public String words() {
      return words;
    }
  }

  /** How it ended. */
  public Outcome outcome() {
    if (rows.stream().anyMatch(row -> row.verdict() == Verdict.NOT_REPRODUCED)) {
      return expected.standing() == Standing.BINDING ? Outcome.MISSED : Outcome.KNOWN_TO_DIFFER;
    }
    return expected.standing() == Standing.NOT_ENOUGH_PUBLISHED
        ? Outcome.NOT_ENOUGH_PUBLISHED
        : Outcome.REPRODUCED;
  }

  /** Whether nothing binding was missed. */
  public boolean pass() {
    return rows.stream().allMatch(Row::pass);
  }

  /** How far the measured value may be off. */
  public double allowed() {
    return expected.allowed(rows.getFirst().measured().standardError(expected.metric()));
  }

  /** Such as {@code 0.0215 ± 0.006}, or {@code ≤ 60}. */
  public String expectedText() {
    return bareExpectedText() + (allowed() > 0 ? " ± " + Digits.spread(allowed()) : "");
  }

  /** The same without the tolerance. */
  public String bareExpectedText() {
    var side =
        switch (expected.bound()) {
          case NEAR -> "";
          case AT_MOST -> "≤ ";
          case AT_LEAST -> "≥ ";
        };
    return side + Digits.within(expected.value(), expected.tolerance());
  }

  /** Such as {@code 0.02153 ± 0.00014}. */
  public String measuredText() {
    return measured.error() > 0 ? measured.text() : Digits.within(measured.value(), allowed());
  }

  /** How many of these ended so. */
  public static long count(List<Judgement> all, Outcome outcome) {
    return all.stream().filter(each -> each.outcome() == outcome).count();
  }
}
