package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.trainer.FromTrainer;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class FailureTest {
  private static Failure said(FromTrainer.Failed.Kind kind, boolean retry, String message) {
    return Failure.said("wide", new FromTrainer.Failed(kind, retry, message));
  }

  @Test
  void whatWouldFailAgainIsFatalAndSaysWhatMayHelp() {
    var notFinite = said(FromTrainer.Failed.Kind.NOT_FINITE_LOSS, true, "loss of step 7 is NaN");
    assertEquals(Failure.Kind.NOT_FINITE, notFinite.kind());
    assertEquals(
        "the trainer of wide gave up: loss of step 7 is NaN; a lower learningRate may help",
        notFinite.reason());
    var memory =
        said(FromTrainer.Failed.Kind.ENGINE, true, "java.lang.OutOfMemoryError: Java heap space");
    assertEquals(Failure.Kind.OUT_OF_MEMORY, memory.kind());
    assertTrue(memory.kind().isFatal());
    assertFalse(memory.kind().isSystem(), "the machine is not to blame");
    var cuda = Failure.gone("it said last: CUDA out of memory", OptionalInt.of(1));
    assertEquals(Failure.Kind.OUT_OF_MEMORY, cuda.kind());
    assertEquals(
        Failure.Kind.REFUSED,
        said(FromTrainer.Failed.Kind.SPECIFICATION, false, "no such model").kind());
  }

  @Test
  void aProcessThatEndsOrIsKilledIsReplaced() {
    assertEquals(Failure.Kind.KILLED, Failure.gone("gone", OptionalInt.of(137)).kind());
    assertEquals(Failure.Kind.EXIT, Failure.gone("gone", OptionalInt.of(1)).kind());
    assertEquals(Failure.Kind.EXIT, Failure.gone("gone", OptionalInt.empty()).kind());
    assertEquals(
        Failure.Kind.EXIT, said(FromTrainer.Failed.Kind.ENGINE, true, "a bug of it").kind());
    for (var kind :
        new Failure.Kind[] {Failure.Kind.EXIT, Failure.Kind.KILLED, Failure.Kind.HANG}) {
      assertFalse(kind.isFatal());
      assertTrue(kind.isSystem());
    }
  }

  @Test
  void onlyAChildThatHasSaidThatItLivesIsMissed() {
    var pulse = new Pulse(10);
    pulse.heard(0);
    assertFalse(pulse.isDead(1_000), "it never said so");
    pulse.beat(1_000);
    assertFalse(pulse.isDead(1_010));
    assertTrue(pulse.isDead(1_011));
    pulse.heard(1_011);
    assertFalse(pulse.isDead(1_021));
  }
}
