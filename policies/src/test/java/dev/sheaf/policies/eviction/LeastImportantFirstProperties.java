package dev.sheaf.policies.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.eviction.ImportanceVerdict.Admitted;
import dev.sheaf.policies.eviction.ImportanceVerdict.Refused;
import dev.sheaf.policies.eviction.ImportanceVerdict.Replaced;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class LeastImportantFirstProperties {
  private static final int SAMPLES = 300;
  private static final int CAPACITY = 40;

  /** The importance of a sample in an epoch; a few values only, so that many are equal. */
  private static double importance(long seed, int epoch, int id) {
    return Draw.below(Draw.draw(seed, epoch, id), 50);
  }

  @Test
  void theHeapHoldsWhatIsCachedAfterAnyInterleaving() {
    for (long seed = 1; seed <= 30; seed++) {
      new Interleaving(seed).run();
    }
  }

  /** Random offers, removals, rebuilds and steps, beside a plain model. */
  private static final class Interleaving {
    private final long seed;
    private final LeastImportantFirst cache = new LeastImportantFirst(SAMPLES, CAPACITY);
    private final TreeMap<Integer, Double> model = new TreeMap<>();
    private int epoch;

    Interleaving(long seed) {
      this.seed = seed;
    }

    void run() {
      for (int turn = 0; turn < 2_000; turn++) {
        var drawn = Draw.draw(seed, 99, turn);
        var id = (int) Draw.below(Draw.draw(drawn, 1), SAMPLES);
        switch ((int) Draw.below(drawn, 10)) {
          case 0 -> {
            if (!cache.rebuilding()) {
              var next = ++epoch;
              cache.rebuild(any -> importance(seed, next, any));
            }
          }
          case 1, 2 -> step(1 + (int) Draw.below(Draw.draw(drawn, 2), 30));
          case 3 -> {
            cache.remove(id);
            model.remove(id);
          }
          default -> offer(id);
        }
        assertSame(turn);
      }
    }

    private void step(int budget) {
      var running = cache.rebuilding();
      if (cache.rebuildStep(budget) && running) {
        model.replaceAll((held, old) -> importance(seed, epoch, held));
      }
    }

    private void offer(int id) {
      if (cache.holds(id)) {
        return;
      }
      var its = importance(seed, epoch, id);
      switch (cache.offer(id, its)) {
        case Admitted() -> model.put(id, its);
        case Refused() ->
            assertTrue(model.values().stream().allMatch(held -> held >= its), "seed " + seed);
        case Replaced(int victim) -> {
          var least = model.values().stream().min(Double::compare).orElseThrow();
          assertEquals(least, model.remove(victim), "seed " + seed);
          model.put(id, its);
        }
      }
    }

    private void assertSame(int turn) {
      var held = new TreeSet<Integer>();
      for (var id : cache.held()) {
        held.add(id);
        assertEquals(
            model.get(id), cache.importanceOf(id), "seed %d turn %d".formatted(seed, turn));
      }
      assertEquals(model.keySet(), held, "seed %d turn %d".formatted(seed, turn));
      assertTrue(held.size() <= CAPACITY);
    }
  }

  @Test
  void readersAndWritersGoOnDuringARebuild() {
    var cache = new LeastImportantFirst(SAMPLES, CAPACITY);
    for (int id = 0; id < CAPACITY; id++) {
      cache.offer(id, id);
    }
    cache.rebuild(id -> -id);
    assertFalse(cache.rebuildStep(1));
    assertTrue(cache.holds(5));
    assertEquals(5, cache.importanceOf(5));
    assertInstanceOf(Replaced.class, cache.offer(200, 1_000));
    assertFalse(cache.holds(0));
    while (!cache.rebuildStep(1)) {
      assertTrue(cache.holds(200));
    }
    assertEquals(-200, cache.importanceOf(200));
    assertEquals(new Replaced(200), cache.offer(250, 0));
  }

  @Test
  void aStepLooksAtNoMoreSamplesThanItsBudget() {
    var cache = new LeastImportantFirst(SAMPLES, CAPACITY);
    for (int id = 0; id < CAPACITY; id++) {
      cache.offer(id, id);
    }
    var looked = new int[1];
    cache.rebuild(id -> looked[0]++);
    var steps = 0;
    do {
      var before = looked[0];
      steps++;
      if (cache.rebuildStep(7)) {
        break;
      }
      assertTrue(looked[0] - before <= 7);
    } while (steps < 1_000);
    assertEquals((CAPACITY + CAPACITY / 2 + 6) / 7, steps);
  }

  @Test
  void nothingIsReplacedInAnEpochThatReadsEverything() {
    var cache = new LeastImportantFirst(SAMPLES, 2);
    cache.fullAccess(true);
    assertEquals(new Admitted(), cache.offer(1, 1));
    assertEquals(new Admitted(), cache.offer(2, 2));
    assertEquals(new Refused(), cache.offer(3, 3));
    cache.fullAccess(false);
    assertEquals(new Replaced(1), cache.offer(3, 3));
  }
}
