package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.ledger.AssignedWindow.Replacement;
import dev.sheaf.policies.vocabulary.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RankStripesProperties {
  @Test
  void theRanksTogetherGetEveryIdOnceAndPaddingIsFlagged() {
    for (long seed = 0; seed < 5000; seed++) {
      var random = new Random(seed);
      var ranks = 1 + random.nextInt(8);
      var global = ranks * (1 + random.nextInt(6));
      var size = random.nextBoolean() ? global : 1 + random.nextInt(global);
      var tail = random.nextBoolean() ? Tail.EVEN : Tail.PAD;
      var drawn = LongStream.range(100, 100 + size).toArray();
      var got = new ArrayList<Long>();
      var sizes = new ArrayList<Integer>();
      for (int rank = 0; rank < ranks; rank++) {
        var batch = new RankStripes(global, ranks, tail).of(drawn, rank, List.of());
        sizes.add(batch.size());
        for (int i = 0; i < batch.size(); i++) {
          if (!batch.has(i, RankIds.PADDING)) {
            got.add(batch.id(i));
          }
        }
      }
      assertEquals(LongStream.of(drawn).boxed().toList(), got, "seed " + seed);
      var padding = sizes.stream().mapToInt(Integer::intValue).sum() - size;
      var expected = tail == Tail.PAD ? global - size : Math.max(0, ranks - size);
      assertEquals(expected, padding, "seed " + seed);
      assertTrue(spread(sizes) <= (tail == Tail.PAD ? 0 : 1), "seed " + seed + " sizes " + sizes);
    }
  }

  @Test
  void aSkippedSampleIsLeftOutAndAStandInIsFlagged() {
    var drawn = new long[] {10, 11, 12, 13};
    var stripes = new RankStripes(4, 1, Tail.EVEN);
    var batch =
        stripes.of(drawn, 0, List.of(new Replacement(0, 11, -1), new Replacement(0, 12, 10)));
    assertEquals(List.of(10L, 10L, 13L), LongStream.of(batch.ids()).boxed().toList());
    assertEquals(
        List.of(false, true, false),
        IntStream.range(0, 3).mapToObj(i -> batch.has(i, RankIds.SUBSTITUTED)).toList());
  }

  @Test
  void aLaterReplacementOfTheSameSampleOverridesTheEarlier() {
    var batch =
        new RankStripes(2, 1, Tail.EVEN)
            .of(
                new long[] {10, 11},
                0,
                List.of(new Replacement(0, 10, 11), new Replacement(0, 10, -1)));
    assertEquals(List.of(11L), LongStream.of(batch.ids()).boxed().toList());
  }

  private static int spread(List<Integer> sizes) {
    var all = sizes.stream().mapToInt(Integer::intValue).summaryStatistics();
    return all.getMax() - all.getMin();
  }
}
