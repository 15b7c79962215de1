package dev.sheaf.http.auth;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.access.Grant;
import dev.sheaf.policies.access.Scope;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which addresses a node reads for a caller. */
final class OriginsTest {
  private static Grant of(String tenant, Scope scope, String... origins) {
    return new Grant("t", tenant, scope, List.of(origins));
  }

  @Test
  void whatATenantReadsLiesBelowItsOrigins() {
    var vision = of("vision", Scope.TRAIN, "s3://data/vision", "file:///data/vision/");
    for (var good : List.of("s3://data/vision", "s3://data/vision/a", "file:///data/vision/x")) {
      assertTrue(Origins.mayUse(vision, URI.create(good)), good);
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
      assertFalse(Origins.mayUse(vision, URI.create(bad)), bad);
    }
    assertFalse(Origins.mayUse(of("vision", Scope.TRAIN), URI.create("s3://data/vision")));
    assertFalse(Origins.mayUse(of(Grant.ALL, Scope.TRAIN), URI.create("s3://data/vision")));
    assertTrue(Origins.mayUse(of("vision", Scope.ADMIN), URI.create("s3://any/where")));
  }
}
