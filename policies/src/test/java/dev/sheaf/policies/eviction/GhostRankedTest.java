package dev.sheaf.policies.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.policies.eviction.ImportanceVerdict.Admitted;
import dev.sheaf.policies.eviction.ImportanceVerdict.Refused;
import dev.sheaf.policies.eviction.ImportanceVerdict.Replaced;
import org.junit.jupiter.api.Test;

final class GhostRankedTest {
  private final GhostRanked cache = new GhostRanked(10, 2);

  @Test
  void aMissWhileFullIsAdmittedWhenItsGhostIsAboveTheLeast() {
    cache.learn(1, 2.5, 1);
    cache.learn(2, 3.0, 1);
    assertEquals(new Admitted(), cache.offer(1));
    assertEquals(new Admitted(), cache.offer(2));
    assertEquals(new Refused(), cache.offer(3));
    cache.learn(3, 2.4, 9);
    assertEquals(new Refused(), cache.offer(3));
    cache.learn(3, 2.6, 1);
    assertEquals(new Replaced(1), cache.offer(3));
  }

  @Test
  void theFrequencyPartsEqualWeights() {
    cache.learn(1, 2.5, 3);
    cache.learn(2, 2.5, 2);
    cache.offer(1);
    cache.offer(2);
    cache.learn(4, 2.5, 2);
    assertEquals(new Refused(), cache.offer(4));
    cache.learn(4, 2.5, 4);
    assertEquals(new Replaced(2), cache.offer(4));
  }

  @Test
  void whatIsLearnedOfAHeldSampleMovesIt() {
    cache.learn(1, 5, 1);
    cache.learn(2, 6, 1);
    cache.offer(1);
    cache.offer(2);
    cache.learn(2, 1, 1);
    cache.learn(7, 2, 1);
    assertEquals(new Replaced(2), cache.offer(7));
  }
}
