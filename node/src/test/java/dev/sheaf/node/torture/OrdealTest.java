package dev.sheaf.node.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said and noted of a turn; what is done in one takes a cluster (TortureIT). */
final class OrdealTest {
  private static final Fault KILL = new Fault(3, FaultKind.KILL, 1, 2, 0, 7);
  private static final Fault FLIP = new Fault(4, FaultKind.FLIP, 0, 2, 2_500, 8);
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aKilledNodeThatWasTheOldestIsTheCoordinator() {
    assertEquals("kill (coordinator)", Ordeal.label(KILL, "127.0.0.1:1", "127.0.0.1:1"));
    assertEquals("kill", Ordeal.label(KILL, "127.0.0.1:1", "127.0.0.1:2"));
    assertEquals("flip", Ordeal.label(FLIP, "127.0.0.1:1", "127.0.0.1:1"));
  }

  @Test
  void aTurnIsToldWithAllItsFaultsAndTimesSinceItBegan() {
    var began = -5 * SECOND;
    var times = new Ordeal.Times(began, began + 2 * SECOND, began + 6 * SECOND, began + 7 * SECOND);
    assertEquals(
        "3 kill node 1 with 4 flip node 0, 2.5 s: 2 of the entities were gone, for 4.5 s at most;"
            + " over after 2.0 s, all nodes up after 6.0 s, healed after 7.0 s",
        Ordeal.told(List.of(KILL, FLIP), List.of(4.5, 1.25), times));
  }

  @Test
  void aTurnInWhichNoEntityWasGoneSaysSo() {
    var told = Ordeal.told(List.of(FLIP), List.of(), new Ordeal.Times(0, 1, 2, 3));
    assertTrue(told.contains("0 of the entities were gone, not one;"), told);
  }

  @Test
  void timesAreNotedUnderTheFaultThatCameFirstAndOthersAreCountedAlone() {
    var findings = new Findings();
    findings.note("kill", List.of(2.0, 4.0), List.of(0.5));
    findings.note("flip", List.of(), List.of());
    findings.note("kill", List.of(3.0), List.of());
    var skipped = new EnumMap<FaultKind, String>(FaultKind.class);
    skipped.put(FaultKind.CLOCK, "no library");
    var report =
        findings.report(9, new Checker(), new Findings.Counts(new Tally(), skipped, 11, 12.5));
    assertEquals(2, report.injected().get("kill"));
    assertEquals(1, report.injected().get("flip"));
    assertEquals(3, report.recovery().get("kill").gone());
    assertEquals(0, report.recovery().get("flip").gone());
    assertEquals(1, report.recovery().get(Findings.HEALING).gone());
    assertEquals("no library", report.skipped().get("clock"));
    assertTrue(report.kept(), report.toString());
  }
}
