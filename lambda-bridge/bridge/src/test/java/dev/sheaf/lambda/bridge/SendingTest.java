package dev.sheaf.lambda.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.lambda.bridge.Session.PutOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SendingTest {
  private static final int ROUNDS = 20_000;

  @Test
  void itEndsWithTheLaterOfItsHalves() {
    var heard = new ArrayList<PutOutcome>();
    var sending = new Sending(heard::add);
    sending.came(PutOutcome.KEPT);
    assertEquals(List.of(), heard);
    sending.sent();
    assertEquals(List.of(PutOutcome.KEPT), heard);
    var other = new Sending(heard::add);
    other.sent();
    assertEquals(1, heard.size());
    other.came(PutOutcome.REFUSED);
    assertEquals(List.of(PutOutcome.KEPT, PutOutcome.REFUSED), heard);
  }

  @Test
  void whatComesAfterItsEndIsNotHeard() {
    var heard = new ArrayList<PutOutcome>();
    var sending = new Sending(heard::add);
    sending.sent();
    sending.came(PutOutcome.KEPT);
    sending.came(PutOutcome.RUN_OVER);
    assertEquals(List.of(PutOutcome.KEPT), heard);
  }

  @Test
  void twoHalvesThatComeAtOnceAreHeardOnce() throws Exception {
    var heard = new AtomicInteger();
    var start = new CyclicBarrier(2);
    var all = new ArrayList<Sending>();
    for (int i = 0; i < ROUNDS; i++) {
      all.add(new Sending(outcome -> heard.incrementAndGet()));
    }
    try (var other = Executors.newSingleThreadExecutor()) {
      var writing =
          other.submit(() -> {
            start.await();
            all.forEach(Sending::sent);
            return true;
          });
      start.await();
      all.forEach(each -> each.came(PutOutcome.KEPT));
      writing.get();
    }
    assertEquals(ROUNDS, heard.get());
  }
}
