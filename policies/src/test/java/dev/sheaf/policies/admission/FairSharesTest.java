package dev.sheaf.policies.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.admission.Verdict.Reason;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class FairSharesTest {
  private static final Claimant FLOOD = Claimant.of("vision.cats");
  private static final Claimant OTHER = Claimant.of("speech.words");
  private static final Claimant SIBLING = Claimant.of("vision.dogs");
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENT = 3_600 * SECOND;

  private static int entered(Admissions door, Claimant who, int asked) {
    return entered(door, who, asked, PATIENT, 0);
  }

  private static int entered(
      Admissions door, Claimant who, int asked, long patienceNanos, long now) {
    var entered = 0;
    for (int i = 0; i < asked; i++) {
      if (door.enter(who, 1, patienceNanos, now) instanceof Verdict.Admitted) {
        entered++;
      }
    }
    return entered;
  }

  private static Admissions door() {
    return new Admissions(Limits.ofAnswers(512, 1 << 20), new FairShares());
  }

  private static Reason reason(Verdict verdict) {
    return assertInstanceOf(Verdict.Refused.class, verdict).why();
  }

  @Test
  void aJobAloneHasThreeQuartersAndTheNextOneTheRest() {
    var door = door();
    assertEquals(384, entered(door, FLOOD, 1_000));
    assertEquals(Reason.OVER_SHARE, reason(door.enter(FLOOD, 1, PATIENT, 0)));
    assertEquals(128, entered(door, OTHER, 1_000));
    assertEquals(Reason.NODE_FULL, reason(door.enter(Claimant.of("new.job"), 1, PATIENT, 0)));
  }

  @Test
  void whatTheFloodLeavesIsHadByTheOtherUpToItsShare() {
    var door = door();
    entered(door, FLOOD, 1_000);
    entered(door, OTHER, 1_000);
    for (int i = 0; i < 100; i++) {
      door.leave(FLOOD, 1, true, 0);
    }
    assertEquals(0, entered(door, FLOOD, 10));
    assertEquals(42, entered(door, OTHER, 1_000), "512 / 3 = 170");
  }

  @Test
  void theSharesOfATenantAreDividedAmongItsJobs() {
    var door = door();
    entered(door, FLOOD, 1_000);
    assertEquals(64, entered(door, SIBLING, 1_000), "the last eighth is for others");
    for (int i = 0; i < 64; i++) {
      door.leave(FLOOD, 1, true, 0);
    }
    assertEquals(64, entered(door, SIBLING, 1_000), "512 / 2 / 2");
    assertEquals(320, door.of(FLOOD).requests());
  }

  @Test
  void bytesAreSharedLikePlaces() {
    var door = new Admissions(Limits.ofAnswers(512, 4_000), new FairShares());
    for (int i = 0; i < 3; i++) {
      assertInstanceOf(Verdict.Admitted.class, door.enter(FLOOD, 1_000, PATIENT, 0));
    }
    assertEquals(Reason.OVER_SHARE, reason(door.enter(FLOOD, 1_000, PATIENT, 0)));
    assertInstanceOf(Verdict.Admitted.class, door.enter(OTHER, 1_000, PATIENT, 0));
    assertEquals(Reason.NODE_FULL, reason(door.enter(Claimant.of("new.job"), 1, PATIENT, 0)));
  }

  @Test
  void aLongAnswerCountsAsTheQuarterOfItThatIsSentAtOnce() {
    var door = new Admissions(Limits.ofAnswers(512, 4_000), new FairShares());
    assertInstanceOf(Verdict.Admitted.class, door.enter(FLOOD, 1L << 40, PATIENT, 0));
    assertEquals(new Load(1, 1_000), door.node());
    door.resize(FLOOD, 1L << 40, 10);
    assertEquals(new Load(1, 10), door.node());
    door.leave(FLOOD, 10, true, 0);
    assertEquals(Load.NONE, door.node());
  }

  @Test
  void nothingIsBegunThatWouldEndTooLate() {
    var door = door();
    for (int i = 0; i < 21; i++) {
      door.enter(FLOOD, 1, SECOND, 0);
    }
    for (int i = 0; i < 19; i++) {
      door.leave(FLOOD, 1, true, i * SECOND / 20);
    }
    // 19 answers in a second and one to come, 2 under way: the third comes after 150 ms, the
    // sixth after 300, which is more than a quarter of its patience.
    var now = SECOND;
    for (int i = 0; i < 3; i++) {
      assertInstanceOf(Verdict.Admitted.class, door.enter(FLOOD, 1, SECOND, now));
    }
    var refused = assertInstanceOf(Verdict.Refused.class, door.enter(FLOOD, 1, SECOND, now));
    assertEquals(Reason.FALLING_BEHIND, refused.why());
    assertTrue(Math.abs(SECOND / 20 - refused.retryAfterNanos()) < 1_000);
    assertInstanceOf(Verdict.Admitted.class, door.enter(FLOOD, 1, 10 * SECOND, now));
    assertInstanceOf(Verdict.Admitted.class, door.enter(OTHER, 1, SECOND, now));
  }

  @Test
  void twoMayAlwaysBeUnderWayThatAPaceCanBeSeen() {
    var door = door();
    door.enter(FLOOD, 1, SECOND, 0);
    assertInstanceOf(Verdict.Admitted.class, door.enter(FLOOD, 1, SECOND, 10 * SECOND));
    assertEquals(Reason.FALLING_BEHIND, reason(door.enter(FLOOD, 1, SECOND, 10 * SECOND)));
  }

  @Test
  void whoIsRefusedIsToldWhenByThePaceOfTheNode() {
    var door = new Admissions(Limits.ofAnswers(8, 1 << 20), new FirstCome());
    for (int i = 0; i < 8; i++) {
      door.enter(FLOOD, 1, PATIENT, 0);
    }
    for (int i = 0; i < 3; i++) {
      door.leave(FLOOD, 1, true, SECOND / 2);
      door.enter(FLOOD, 1, PATIENT, SECOND / 2);
    }
    var verdict = (Verdict.Refused) door.enter(OTHER, 1, PATIENT, SECOND);
    assertEquals(Reason.NODE_FULL, verdict.why());
    assertEquals(SECOND / 4, verdict.retryAfterNanos());
  }

  @Test
  void aPaceForgetsWhatIsOlderThanFourSeconds() {
    var meter = new PaceMeter(0);
    meter.busy(true, 0);
    for (int i = 0; i < 100; i++) {
      meter.answered(SECOND);
    }
    assertEquals(100, meter.pace(2 * SECOND).answers());
    assertEquals(0, meter.pace(10 * SECOND).answers());
    assertTrue(meter.pace(10 * SECOND).overNanos() <= 4 * SECOND);
  }

  @Test
  void timeInWhichNothingWasUnderWaySaysNothingOfThePace() {
    var meter = new PaceMeter(0);
    meter.busy(true, 0);
    meter.answered(SECOND / 2);
    meter.busy(false, SECOND);
    assertEquals(new Pace(1, SECOND), meter.pace(3 * SECOND));
    meter.busy(true, 3 * SECOND);
    assertEquals(new Pace(1, SECOND + SECOND / 2), meter.pace(3 * SECOND + SECOND / 2));
    assertEquals(new Pace(0, 4 * SECOND - SECOND / 4), meter.pace(20 * SECOND));
  }

  @Test
  void aNewJobIsThoughtToBeAnsweredAsAllAre() {
    var door = door();
    for (int i = 0; i < 100; i++) {
      door.enter(OTHER, 1, PATIENT, 0);
    }
    for (int i = 0; i < 99; i++) {
      door.leave(OTHER, 1, true, SECOND);
    }
    // A hundred a second: the first two come in anyway, and so do 25 in a quarter of a second.
    assertEquals(24, entered(door, FLOOD, 1_000, SECOND, SECOND));
  }

  @Test
  void namesTellTheirTenant() {
    assertEquals(new Claimant("vision", "vision.cats"), FLOOD);
    assertEquals(new Claimant("", "cats"), Claimant.of("cats"));
  }

  @Test
  void limitsThatLetNobodyInAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Limits.ofAnswers(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limits(1, 1, 2));
  }
}
