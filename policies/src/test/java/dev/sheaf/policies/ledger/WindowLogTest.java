package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.policies.ledger.AssignedWindow.OpenPackage;
import dev.sheaf.policies.ledger.AssignedWindow.Opening;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WindowLogTest {
  private static final int WINDOWS = 40;

  private final WindowLog log = new WindowLog(3);

  @Test
  void anEpochThatWasAssignedWholeIsReadAsItWasWritten() {
    fill(0);
    assertEquals(2 * WINDOWS, log.assigned());
    for (int index = 0; index < WINDOWS; index++) {
      assertEquals(window(index), log.get(index));
      assertEquals(index, log.indexOf(2 * index + 1));
    }
  }

  @Test
  void anEpochThatIsTakenBackGoesOnFromThere() {
    for (int kept : new int[] {WINDOWS - 1, 7, 0}) {
      fill(log.size());
      log.truncate(kept);
      assertEquals(2 * kept, log.assigned());
      fill(kept);
      assertEquals(window(WINDOWS - 1), log.get(WINDOWS - 1));
      assertEquals(window(kept), log.get(kept));
    }
  }

  @Test
  void whatIsPackedIsUnpackedTheSame() {
    fill(0);
    var unpacked = WindowLog.unpack(3, log.pack());
    assertEquals(log.pack(), unpacked.pack());
    assertEquals(window(WINDOWS - 1), unpacked.get(WINDOWS - 1));
  }

  private void fill(int from) {
    for (int index = from; index < WINDOWS; index++) {
      log.append(window(index));
    }
  }

  /** Two batches, of which the second opens a package. */
  private static AssignedWindow window(int index) {
    return new AssignedWindow(
        1,
        3,
        2 * index,
        2,
        List.of(new OpenPackage(index, index % 5)),
        List.of(new Opening(2 * index + 1, 70_000 + index)),
        List.of(),
        index == WINDOWS - 1,
        -index);
  }
}
