package dev.sheaf.policies.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SoftVoteTest {
  private static final int[] LABELS = {0, 1, 1};

  @Test
  void membersThatErrOnDifferentSamplesAreRightTogether() {
    var first = new float[] {0.9f, 0.1f, 0.6f, 0.4f, 0.1f, 0.9f};
    var second = new float[] {0.4f, 0.6f, 0.1f, 0.9f, 0.2f, 0.8f};
    var vote = new SoftVote(2, LABELS);
    vote.add(first);
    vote.add(second);
    assertEquals(1.0, vote.accuracy());
    assertTrue(SoftVote.accuracy(2, LABELS, first) < 1.0);
    assertTrue(SoftVote.accuracy(2, LABELS, second) < 1.0);
  }

  @Test
  void samplesWithoutALabelAreNotScored() {
    var vote = new SoftVote(2, new int[] {-1, 1});
    vote.add(new float[] {1, 0, 0, 1});
    assertEquals(1.0, vote.accuracy());
    assertTrue(Double.isNaN(new SoftVote(2, new int[] {-1}).accuracy()));
  }

  @Test
  void aMemberThatReportsOtherSamplesIsRefused() {
    var vote = new SoftVote(2, LABELS);
    assertThrows(IllegalArgumentException.class, () -> vote.add(new float[4]));
  }
}
