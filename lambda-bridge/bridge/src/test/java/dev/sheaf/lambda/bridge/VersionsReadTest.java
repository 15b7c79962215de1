package dev.sheaf.lambda.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class VersionsReadTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final VersionsRead versions = new VersionsRead();

  private static PackageKey key(int version, int index) {
    return new PackageKey(version, 0, index, 0);
  }

  @Test
  void aVersionIsWantedUntilNobodyHasReadItForTenMinutes() {
    assertTrue(versions.read(key(1, 3), 0), "newly");
    assertFalse(versions.read(key(1, 4), 5 * MINUTE));
    assertFalse(versions.rest(14 * MINUTE));
    assertTrue(versions.isWanted(key(1, 9)));
    assertTrue(versions.rest(15 * MINUTE));
    assertFalse(versions.isWanted(key(1, 3)));
    assertFalse(versions.rest(16 * MINUTE), "said once");
    assertTrue(versions.read(key(1, 3), 17 * MINUTE), "newly again");
  }

  @Test
  void onlyAnotherVersionThatNobodyReadsGivesWay() {
    versions.read(key(1, 0), 0);
    versions.read(key(2, 0), 5 * MINUTE);
    assertEquals(Optional.empty(), versions.idleBeside(key(3, 0), 9 * MINUTE));
    assertEquals(Optional.of(key(1, 0)), versions.idleBeside(key(3, 7), 10 * MINUTE));
    assertEquals(Optional.empty(), versions.idleBeside(key(1, 7), 10 * MINUTE));
    versions.forget(key(1, 0));
    assertEquals(Optional.of(key(2, 0)), versions.idleBeside(key(3, 7), 20 * MINUTE));
  }

  @Test
  void howSoonPackagesAreReadAgainIsLearnedOfEachVersion() {
    versions.read(key(1, 0), 0);
    versions.read(key(2, 0), 0);
    assertEquals(10 * MINUTE, versions.rereadNanos(key(1, 0)));
    for (int i = 0; i < 200; i++) {
      versions.readAgain(key(1, i), 20 * MINUTE);
    }
    assertEquals(20.0, (double) versions.rereadNanos(key(1, 5)) / MINUTE, 0.1);
    assertEquals(10 * MINUTE, versions.rereadNanos(key(2, 5)));
  }
}
