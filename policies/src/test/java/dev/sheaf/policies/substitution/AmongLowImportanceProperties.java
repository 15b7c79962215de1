package dev.sheaf.policies.substitution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.packaging.EndlessPermutation;
import dev.sheaf.policies.packaging.ReadAheadQueue;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AmongLowImportanceProperties {
  private static final int SAMPLES = 2_000;

  @Test
  void substitutesAreLowAndUnseenAndEverySampleComesOnce() {
    for (long seed = 1; seed <= 10; seed++) {
      var epoch = new Epoch(seed, false);
      epoch.run();
      for (int id = 0; id < SAMPLES; id++) {
        assertEquals(epoch.selected.get(id) ? 1 : 0, epoch.delivered[id], "seed " + seed);
      }
      assertTrue(epoch.substituted > SAMPLES / 10, "seed " + seed);
    }
  }

  @Test
  void onlyALowSampleThatIsStillOwedFits() {
    var rule = new AmongLowImportance(false);
    rule.begin(bits(1, 2, 3, 4), bits(1, 2, 4));
    assertTrue(rule.fits(1, 2));
    assertFalse(rule.fits(1, 3), "3 is high");
    assertFalse(rule.fits(1, 5), "5 is not selected");
    assertEquals(4, rule.answer(1, IntStream.of(3, 5, 4, 2).iterator()).orElseThrow());
    rule.delivered(1, 4);
    assertTrue(rule.pending(1));
    assertFalse(rule.fits(1, 4), "4 was delivered");
    assertTrue(rule.answer(1, IntStream.of(3, 4).iterator()).isEmpty());
    assertEquals(3, rule.left());
  }

  private static BitSet bits(int... ids) {
    var set = new BitSet();
    IntStream.of(ids).forEach(set::set);
    return set;
  }

  @Test
  void theReleasedCodeRepeatsSamplesAndForgetsOthers() {
    var epoch = new Epoch(1, true);
    epoch.run();
    var never = 0;
    var often = 0;
    for (int id = 0; id < SAMPLES; id++) {
      never += epoch.selected.get(id) && epoch.delivered[id] == 0 ? 1 : 0;
      often += epoch.delivered[id] > 1 ? 1 : 0;
    }
    assertTrue(never > 100 && often > 100, "never %d, often %d".formatted(never, often));
  }

  /** One epoch of one job over a queue that reads ahead. */
  private static final class Epoch {
    private final BitSet selected = new BitSet();
    private final BitSet low = new BitSet();
    private final int[] delivered = new int[SAMPLES];
    private final ArrayDeque<Integer> order = new ArrayDeque<>();
    private final AmongLowImportance rule;
    private final ReadAheadQueue queue;
    private final boolean asReleased;
    private int substituted;

    Epoch(long seed, boolean asReleased) {
      this.asReleased = asReleased;
      this.rule = new AmongLowImportance(asReleased);
      this.queue = new ReadAheadQueue(new EndlessPermutation(SAMPLES, seed), 45, 0);
      for (int id = 0; id < SAMPLES; id++) {
        selected.set(id, Draw.below(Draw.draw(seed, 1, id), 4) > 0);
        low.set(id, selected.get(id) && Draw.below(Draw.draw(seed, 2, id), 3) == 0);
      }
      selected.stream().forEach(order::add);
      rule.begin(selected, low);
    }

    void run() {
      while (!order.isEmpty()) {
        var asked = order.remove();
        if (!rule.pending(asked)) {
          continue;
        }
        readAhead();
        var answer = low.get(asked) ? rule.answer(asked, queue.atHand()).orElse(asked) : asked;
        if (!asReleased && answer != asked) {
          assertTrue(low.get(answer) && rule.pending(answer), "answer " + answer);
          order.add(asked);
        }
        substituted += answer == asked ? 0 : 1;
        delivered[answer]++;
        rule.delivered(asked, answer);
      }
    }

    /** Reads whatever comes, so that only the rule decides what fits. */
    private void readAhead() {
      for (var next = queue.nextToRead(id -> true);
          next.isPresent();
          next = queue.nextToRead(id -> true)) {
        queue.arrived(next.getAsInt());
      }
    }
  }
}
