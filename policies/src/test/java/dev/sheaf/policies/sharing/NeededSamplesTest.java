package dev.sheaf.policies.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.sharing.NeededSamples.Release;
import dev.sheaf.policies.substitution.UnreadSamples;
import org.junit.jupiter.api.Test;

final class NeededSamplesTest {
  private static NeededSamples residency(Release release) {
    return new NeededSamples(new NeededSamples.Shape(10, 2, 0, 8, release), 1);
  }

  private static UnreadSamples join(SharedResidency residency, long seed) {
    var job = new UnreadSamples(10, seed);
    job.beginEpoch();
    residency.begins(job);
    return job;
  }

  private static SharedResidency.Reads read(SharedResidency residency, UnreadSamples job, int id) {
    job.read(id);
    return residency.read(job, id);
  }

  @Test
  void aSampleGoesWhenTheLastActiveJobHasReadIt() {
    var residency = residency(Release.AT_ONCE);
    var a = join(residency, 1);
    var b = join(residency, 2);
    assertEquals(SharedResidency.Reads.MISS, read(residency, a, 4));
    assertTrue(b.isAtHand(4));
    assertEquals(SharedResidency.Reads.HIT, read(residency, b, 4));
    assertFalse(residency.holds(4));
  }

  @Test
  void aJobThatJoinsNeedsWhatIsHeldAndOneThatLeavesNeedsNothing() {
    var residency = residency(Release.AT_ONCE);
    var a = join(residency, 1);
    var b = join(residency, 2);
    read(residency, a, 4);
    assertEquals(1, residency.needs(4));
    var late = join(residency, 3);
    assertEquals(2, residency.needs(4));
    residency.leaves(b);
    assertEquals(1, residency.needs(4));
    residency.leaves(late);
    assertFalse(residency.holds(4));
  }

  @Test
  void nothingIsKeptForJobsThatDoNotRun() {
    var residency = residency(Release.AT_ONCE);
    var alone = join(residency, 1);
    read(residency, alone, 4);
    assertEquals(0, residency.held());
  }

  @Test
  void whatIsKeptUntilSpaceIsNeededServesTheNextEpoch() {
    var residency = residency(Release.WHEN_SPACE_IS_NEEDED);
    var alone = join(residency, 1);
    for (int id = 0; id < 10; id++) {
      read(residency, alone, id);
    }
    alone.beginEpoch();
    residency.begins(alone);
    assertEquals(2, residency.held());
    assertEquals(2, alone.windowAtHand().size());
  }

  @Test
  void theLeastNeededMakesRoom() {
    var residency = residency(Release.AT_ONCE);
    var a = join(residency, 1);
    var b = join(residency, 2);
    join(residency, 3);
    read(residency, a, 1);
    read(residency, b, 1);
    read(residency, a, 2);
    read(residency, a, 3);
    assertFalse(residency.holds(1), "one job needs it");
    assertTrue(residency.holds(2) && residency.holds(3), "two jobs need them");
  }
}
