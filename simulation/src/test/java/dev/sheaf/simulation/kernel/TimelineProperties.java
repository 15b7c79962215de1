package dev.sheaf.simulation.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineProperties {
  private record Happened(long time, int order) {}

  @Test
  void eventsHappenInTheOrderOfTimeThenOfAsking() {
    for (long seed = 1; seed <= 50; seed++) {
      var chance = new RandomStream(seed, "asker");
      var timeline = new Timeline();
      var seen = new ArrayList<Happened>();
      var asked = new ArrayList<Happened>();
      for (int i = 0; i < 1_000; i++) {
        var event = new Happened(chance.below(200), i);
        asked.add(event);
        timeline.at(event.time(), () -> seen.add(event));
      }
      timeline.run();
      asked.sort(Comparator.comparingLong(Happened::time).thenComparingInt(Happened::order));
      assertEquals(asked, seen, "seed " + seed);
    }
  }

  @Test
  void theSameSeedGivesTheSameTraceAndAnotherSeedAnother() {
    assertEquals(traceOf(7), traceOf(7));
    assertNotEquals(traceOf(7), traceOf(8));
    assertEquals(5628762955523913802L, traceOf(7), "the trace of seed 7, on every machine");
  }

  @Test
  void anEventInThePastIsRefused() {
    var timeline = new Timeline();
    timeline.runUntil(10);
    assertThrows(IllegalArgumentException.class, () -> timeline.at(9, () -> {}));
  }

  @Test
  void theStreamOfOneActorDoesNotDependOnAnother() {
    var alone = draws(new RandomStream(3, "node-1"));
    new RandomStream(3, "node-2").next();
    assertEquals(alone, draws(new RandomStream(3, "node-1")));
  }

  private static List<Long> draws(RandomStream stream) {
    return List.of(stream.next(), stream.next(), stream.next());
  }

  private static long traceOf(long seed) {
    var timeline = new Timeline();
    var chance = new RandomStream(seed, "walker");
    walk(timeline, chance, 500);
    timeline.run();
    return timeline.traceHash();
  }

  private static void walk(Timeline timeline, RandomStream chance, int left) {
    if (left > 0) {
      timeline.after(
          (long) chance.exponential(1e9),
          () -> {
            timeline.note(1, chance.below(10));
            walk(timeline, chance, left - 1);
          });
    }
  }
}
