package dev.sheaf.policies.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a grant reaches, and which needs it meets. */
final class GrantTest {
  private static Grant of(String tenant, Scope scope, String... origins) {
    return new Grant("t", tenant, scope, List.of(origins));
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

  @Test
  void whatATenantReadsLiesBelowItsOrigins() {
    var vision = of("vision", Scope.TRAIN, "s3://data/vision", "file:///data/vision/");
    for (var good : List.of("s3://data/vision", "s3://data/vision/a", "file:///data/vision/x")) {
      assertTrue(vision.mayUse(URI.create(good)), good);
    }
    for (var bad :
        List.of(
            "s3://data/visionary",
            "s3://data/vision/../other",
            "s3://data/vision/%2e%2e/other",
            "s3://data/vision/.",
            "s3://other/vision",
            "file://host/data/vision/x",
            "file:///data/vision/x?y",
            "s3:data")) {
      assertFalse(vision.mayUse(URI.create(bad)), bad);
    }
    assertFalse(of("vision", Scope.TRAIN).mayUse(URI.create("s3://data/vision")));
    assertFalse(of(Grant.ALL, Scope.TRAIN).mayUse(URI.create("s3://data/vision")));
    assertTrue(of("vision", Scope.ADMIN).mayUse(URI.create("s3://any/where")));
  }
}
