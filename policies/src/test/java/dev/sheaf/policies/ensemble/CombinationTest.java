package dev.sheaf.policies.ensemble;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CombinationTest {
  private static final int CLASSES = 4;
  private static final int SAMPLES = 2_000;

  /** Labels, and members that are right with these chances, independently. */
  private record Panel(int[] labels, List<float[]> members) {
    static Panel drawn(long seed, double... chances) {
      var labels = new int[SAMPLES];
      var members = new ArrayList<float[]>();
      for (int sample = 0; sample < SAMPLES; sample++) {
        labels[sample] = (int) Draw.below(Draw.draw(seed, sample), CLASSES);
      }
      for (int member = 0; member < chances.length; member++) {
        var rows = new float[SAMPLES * CLASSES];
        for (int sample = 0; sample < SAMPLES; sample++) {
          var drawn = Draw.draw(seed, member, sample);
          var right = Draw.below(drawn, 1000) < 1000 * chances[member];
          var off = 1 + (int) Draw.below(Draw.draw(drawn, 1), CLASSES - 1);
          var said = right ? labels[sample] : (labels[sample] + off) % CLASSES;
          for (int c = 0; c < CLASSES; c++) {
            rows[sample * CLASSES + c] = c == said ? 0.7f : 0.1f;
          }
        }
        members.add(rows);
      }
      return new Panel(labels, members);
    }

    Scores together(Combine rule) {
      var combination = Combination.fit(rule, members, labels, CLASSES);
      return Scores.of(combination.vote(members, CLASSES), labels, CLASSES);
    }
  }

  @Test
  void independentMembersAreBetterTogetherByEveryRule() {
    var panel = Panel.drawn(3, 0.6, 0.6, 0.6, 0.6, 0.6);
    var alone = Scores.of(panel.members().getFirst(), panel.labels(), CLASSES).accuracy();
    for (var rule : Combine.values()) {
      assertTrue(panel.together(rule).accuracy() > alone + 0.1, rule + " beside " + alone);
    }
  }

  @Test
  void weightsFallOnTheMemberThatIsRight() {
    var panel = Panel.drawn(4, 0.95, 0.3, 0.25);
    for (var rule : List.of(Combine.WEIGHTED, Combine.GREEDY)) {
      var fitted = Combination.fit(rule, panel.members(), panel.labels(), CLASSES);
      assertEquals(1, fitted.weights().stream().mapToDouble(each -> each).sum(), 1e-9);
      assertTrue(fitted.weights().getFirst() > 0.9, rule + ": " + fitted.weights());
      assertTrue(panel.together(rule).loss() < panel.together(Combine.SOFT).loss(), rule.name());
    }
  }

  @Test
  void aHardVoteCountsFirstChoicesAndBreaksTiesByProbability() {
    var first = new float[] {0.5f, 0.4f, 0.1f};
    var second = new float[] {0.1f, 0.5f, 0.4f};
    var third = new float[] {0.4f, 0.35f, 0.25f};
    var three = new Combination(Combine.HARD, List.of(1 / 3.0, 1 / 3.0, 1 / 3.0));
    var voted = three.vote(List.of(first, second, third), 3);
    assertEquals(0, Scores.mostProbable(voted, 0, 3), "two of three");
    var two = new Combination(Combine.HARD, List.of(0.5, 0.5));
    var tied = two.vote(List.of(first, second), 3);
    assertEquals(1, Scores.mostProbable(tied, 0, 3), "one vote each: 0.45 is more than 0.3");
    assertEquals(1, tied[0] + tied[1] + tied[2], 1e-6);
  }

  @Test
  void softIsTheMean() {
    var soft = new Combination(Combine.SOFT, List.of(0.5, 0.5));
    var mean = soft.vote(List.of(new float[] {0.2f, 0.8f}, new float[] {0.6f, 0.4f}), 2);
    assertArrayEquals(new float[] {0.4f, 0.6f}, mean, 1e-6f);
    assertThrows(IllegalArgumentException.class, () -> soft.vote(List.of(new float[2]), 2));
  }

  @Test
  void scoresTellAccuracyLossAndCalibration() {
    var rows = new float[] {0.8f, 0.2f, 0.8f, 0.2f, 0.8f, 0.2f, 0.8f, 0.2f, 0.8f, 0.2f};
    var scores = Scores.of(rows, new int[] {0, 0, 0, 0, 1}, 2);
    assertEquals(0.8, scores.accuracy(), 1e-9);
    assertEquals(0, scores.calibrationError(), 1e-6);
    assertEquals(-(4 * Math.log(0.8) + Math.log(0.2)) / 5, scores.loss(), 1e-6);
    assertTrue(Double.isNaN(Scores.of(rows, new int[] {-1, -1, -1, -1, -1}, 2).accuracy()));
    assertEquals(0.5, Scores.disagreement(new float[] {1, 0, 1, 0}, new float[] {1, 0, 0, 1}, 2));
  }

  @Test
  void aVerdictRanksMembersAndFitsOnTheOtherHalfOnly() {
    var panel = Panel.drawn(5, 0.5, 0.9);
    var none = new Verdict.Ballots(List.of(), List.of(new float[0], new float[0]));
    var labels = java.util.Arrays.stream(panel.labels()).boxed().toList();
    var judging = new Verdict.Ballots(labels, panel.members());
    var verdict = Verdict.of(Combine.WEIGHTED, List.of("weak", "strong"), none, judging, CLASSES);
    assertEquals("strong", verdict.standings().getFirst().member());
    assertEquals(List.of(0.5, 0.5), verdict.combination().weights(), "nothing was learned");
    assertEquals(1, verdict.disagreements().size());
    assertEquals(Combine.values().length, verdict.alternatives().size());
  }
}
