package dev.sheaf.lambda.bridge.planted;

import java.time.Instant;

/** Breaks the law that a wall clock may jump under the functions' bridge. */
public final class ReadsTheWallClock {
  private ReadsTheWallClock() {}

  static Instant later() {
    return Instant.now().plusSeconds(1);
  }
}
