package dev.sheaf.policies.ensemble;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How an ensemble did, judged on held-out samples that nothing was fitted on.
 *
 * @param samples that it was judged on
 * @param standings of the members, best first
 * @param disagreements of every two members
 * @param combination what the ensemble predicts by; its weights are in the order of {@code members}
 * @param members whose votes count, in the order of their names
 * @param together the scores of the combination
 * @param alternatives the accuracy of every rule
 */
public record Verdict(
    int samples,
    List<Standing> standings,
    List<Disagreement> disagreements,
    Combination combination,
    List<String> members,
    Scores together,
    List<Alternative> alternatives) {
  /** A verdict that owns its lists. */
  public Verdict {
    standings = List.copyOf(standings);
    disagreements = List.copyOf(disagreements);
    members = List.copyOf(members);
    alternatives = List.copyOf(alternatives);
  }

  /** A member's scores, and how much its vote counts. */
  public record Standing(String member, Scores scores, double weight) {}

  /** What another rule would have made of the same members. */
  public record Alternative(Combine rule, double accuracy) {}

  /** On what share of the samples two members' first choices differ. */
  public record Disagreement(String one, String other, double share) {}

  /**
   * What members predicted of samples, in one order for all.
   *
   * @param labels of the samples
   * @param probabilities by member
   */
  public record Ballots(List<Integer> labels, List<float[]> probabilities) {
    /** Ballots that own their lists. */
    public Ballots {
      labels = List.copyOf(labels);
      probabilities = List.copyOf(probabilities);
    }

    private int[] answers() {
      return labels.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /**
   * Fits the rule on one half of the held-out samples, and judges on the other.
   *
   * @param members names, in order
   * @param fitting what the weights are learned from
   * @param judging what the scores are of
   */
  public static Verdict of(
      Combine rule, List<String> members, Ballots fitting, Ballots judging, int classes) {
    var truth = judging.answers();
    var combination = fitted(rule, fitting, classes);
    var standings = new ArrayList<Standing>();
    var disagreements = new ArrayList<Disagreement>();
    for (int one = 0; one < members.size(); one++) {
      var mine = judging.probabilities().get(one);
      var scores = Scores.of(mine, truth, classes);
      standings.add(new Standing(members.get(one), scores, combination.weights().get(one)));
      for (int other = one + 1; other < members.size(); other++) {
        var apart = Scores.disagreement(mine, judging.probabilities().get(other), classes);
        disagreements.add(new Disagreement(members.get(one), members.get(other), apart));
      }
    }
    standings.sort(
        Comparator.<Standing>comparingDouble(each -> -each.scores().accuracy())
            .thenComparingDouble(each -> each.scores().loss())
            .thenComparing(Standing::member));
    var alternatives = new ArrayList<Alternative>();
    for (var each : Combine.values()) {
      var scores = scores(fitted(each, fitting, classes), judging, classes);
      alternatives.add(new Alternative(each, scores.accuracy()));
    }
    return new Verdict(
        truth.length,
        standings,
        disagreements,
        combination,
        members,
        scores(combination, judging, classes),
        alternatives);
  }

  private static Combination fitted(Combine rule, Ballots fitting, int classes) {
    return Combination.fit(rule, fitting.probabilities(), fitting.answers(), classes);
  }

  private static Scores scores(Combination combination, Ballots judging, int classes) {
    var voted = combination.vote(judging.probabilities(), classes);
    return Scores.of(voted, judging.answers(), classes);
  }
}
