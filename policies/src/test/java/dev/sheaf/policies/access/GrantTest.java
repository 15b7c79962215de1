package dev.sheaf.policies.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a grant reaches, and which needs it meets. */
final class GrantTest {
  private static Grant of(String tenant, Scope scope) {
    return new Grant("t", tenant, scope, List.of());
  }

  @Test
  void aTenantSeesTheNamesThatBeginWithIt() {
    var vision = of("vision", Scope.TRAIN);
    assertTrue(vision.sees("vision.cats"));
    assertTrue(vision.sees("vision.trio.narrow"));
    for (var other : List.of("vision", "visionary.cats", "other.vision.cats", "cats", "")) {
      assertFalse(vision.sees(other), other);
    }
  }

  @Test
  void anAdminAndTheTenantOfAllSeeEveryName() {
    assertTrue(of("vision", Scope.ADMIN).sees("other.cats"));
    assertTrue(of(Grant.ALL, Scope.READ).sees("cats"));
  }

  @Test
  void eachScopeMeetsTheNeedsOfThoseBeforeIt() {
    assertEquals(EnumSet.of(Need.NOTHING, Need.READ), met(of("v", Scope.READ)));
    assertEquals(EnumSet.of(Need.NOTHING, Need.READ, Need.TRAIN), met(of("v", Scope.TRAIN)));
    assertEquals(EnumSet.complementOf(EnumSet.of(Need.NODE)), met(of("v", Scope.ADMIN)));
    assertEquals(EnumSet.of(Need.NOTHING, Need.READ, Need.WATCH), met(of(Grant.ALL, Scope.READ)));
    assertEquals(EnumSet.allOf(Need.class), met(Grant.EVERYTHING));
  }

  private static EnumSet<Need> met(Grant grant) {
    var met = EnumSet.noneOf(Need.class);
    for (var need : Need.values()) {
      if (need.isMetBy(grant)) {
        met.add(need);
      }
    }
    return met;
  }
}
