package dev.sheaf.http.fake;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.ephemeral.EphemeralAnswer;
import dev.sheaf.actors.ephemeral.EphemeralAsk;
import dev.sheaf.actors.ephemeral.EphemeralKeeper;
import dev.sheaf.policies.books.EphemeralBook;
import java.util.concurrent.atomic.AtomicLong;

/** A keeper without a journal, whose clock the test sets; its decisions are the real ones. */
public final class FakeKeeper {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nowNanos = new AtomicLong(SECOND);

  /** Lets time pass. */
  public void pass(int seconds) {
    nowNanos.addAndGet(seconds * SECOND);
  }

  Behavior<EphemeralAsk> behaviour() {
    var book = new EphemeralBook(EphemeralKeeper.RULES);
    return Behaviors.receiveMessage(ask -> {
      var decision = book.decide(ask.command(), nowNanos.get());
      decision.events().forEach(book::apply);
      var reply = decision.reply();
      if (reply != null) {
        ask.replyTo().tell(new EphemeralAnswer(reply));
      }
      return Behaviors.same();
    });
  }
}
