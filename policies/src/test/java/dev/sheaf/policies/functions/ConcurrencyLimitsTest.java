package dev.sheaf.policies.functions;

import static dev.sheaf.policies.functions.ConcurrencyLimits.Entry.ACCOUNT_USED_UP;
import static dev.sheaf.policies.functions.ConcurrencyLimits.Entry.GRANTED;
import static dev.sheaf.policies.functions.ConcurrencyLimits.Entry.RESERVED_USED_UP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConcurrencyLimitsTest {
  @Test
  void aReservationGuaranteesAndBounds() {
    var limits = new ConcurrencyLimits(3, 1);
    assertTrue(limits.reserve("a", 1));
    assertEquals(GRANTED, limits.enter("a"));
    assertEquals(RESERVED_USED_UP, limits.enter("a"));
    assertEquals(GRANTED, limits.enter("b"));
    assertEquals(GRANTED, limits.enter("c"));
    assertEquals(ACCOUNT_USED_UP, limits.enter("b"));
    limits.leave("a");
    assertEquals(ACCOUNT_USED_UP, limits.enter("b"));
    assertEquals(GRANTED, limits.enter("a"));
    limits.leave("c");
    assertEquals(GRANTED, limits.enter("b"));
  }

  @Test
  void reservationsLeaveSomethingForTheOthers() {
    var limits = new ConcurrencyLimits(200, 100);
    assertTrue(limits.reserve("a", 100));
    assertFalse(limits.reserve("b", 1));
    assertFalse(limits.reserve("a", 101));
    assertEquals(100, limits.reserved("a"));
    assertTrue(limits.reserve("a", 40));
    assertEquals(160, limits.unreserved());
  }

  @Test
  void whatRunsIsCountedWhereItBelongsWhenAReservationComesOrGoes() {
    var limits = new ConcurrencyLimits(2, 0);
    assertEquals(GRANTED, limits.enter("a"));
    assertTrue(limits.reserve("a", 1));
    assertEquals(GRANTED, limits.enter("b"));
    assertEquals(ACCOUNT_USED_UP, limits.enter("c"));
    limits.release("a");
    assertEquals(ACCOUNT_USED_UP, limits.enter("c"));
    limits.leave("a");
    assertEquals(GRANTED, limits.enter("c"));
    assertThrows(IllegalStateException.class, () -> limits.leave("nobody"));
  }
}
