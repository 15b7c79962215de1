package dev.sheaf.actors.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import dev.sheaf.actors.tier.ReadPermits;
import dev.sheaf.policies.books.TunerBook;
import dev.sheaf.policies.prefetch.Caps;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class TunerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MIB = 1 << 20;

  private final ReadPermits readers = new ReadPermits(16);
  private final AtomicLong ahead = new AtomicLong();
  private final AtomicLong now = new AtomicLong();
  private final AtomicReference<TunerBook.Counters> counters =
      new AtomicReference<>(new TunerBook.Counters(0, 0, 0, 0, TunerBook.UNKNOWN));
  private final BehaviorTestKit<Tuner.Command> tuner =
      BehaviorTestKit.create(
          Tuner.create(
              new Tuner.Ports(
                  new Caps(64, 16 * MIB, 64 * MIB, 64 * MIB), counters::get, readers, ahead::set),
              now::get));

  private void second(double waitShare, int failures) {
    var before = counters.get();
    counters.set(
        new TunerBook.Counters(
            before.stallNanos() + (long) (waitShare * SECOND),
            before.stepNanos() + SECOND,
            before.consumedBytes() + MIB,
            before.originFailures() + failures,
            TunerBook.UNKNOWN));
    now.addAndGet(SECOND);
    tuner.run(new Tuner.Command.Tick());
  }

  @Test
  void consumersThatWaitGetMoreReadersAndAnOriginThatFailsFewer() {
    second(0.5, 0);
    assertEquals(16, readers.limit(), "the first second is only noted");
    for (int i = 0; i < 4; i++) {
      second(0.5, 0);
    }
    assertEquals(20, readers.limit());
    second(0.5, 1);
    assertEquals(10, readers.limit());
  }

  @Test
  void consumersThatDoNotWaitLeaveReadersToOthers() {
    for (int i = 0; i < 120; i++) {
      second(0, 0);
    }
    assertTrue(readers.limit() < 16, readers.limit() + " readers");
    assertEquals(16 * MIB, ahead.get());
  }
}
