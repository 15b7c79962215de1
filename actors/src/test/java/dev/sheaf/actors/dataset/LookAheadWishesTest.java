package dev.sheaf.actors.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LookAheadWishesTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void theMostThatANodeWantsCountsUntilThatNodeIsSilent() {
    var wishes = new LookAheadWishes(LookAheadWishes.DEFAULT);
    assertEquals(LookAheadWishes.DEFAULT, wishes.bytes());
    assertTrue(wishes.hear("a", 10, 0));
    assertTrue(wishes.hear("b", 20, 0));
    assertFalse(wishes.hear("a", 15, 25 * SECOND), "b wants more");
    assertEquals(20, wishes.bytes());
    assertTrue(wishes.forget(31 * SECOND));
    assertEquals(15, wishes.bytes());
    assertTrue(wishes.forget(60 * SECOND));
    assertEquals(LookAheadWishes.DEFAULT, wishes.bytes());
  }

  @Test
  void aNumberInTheSettingsIsNotChangedByWishes() {
    var wishes = new LookAheadWishes(0);
    assertFalse(wishes.hear("a", 10, 0));
    assertEquals(0, wishes.bytes());
  }
}
