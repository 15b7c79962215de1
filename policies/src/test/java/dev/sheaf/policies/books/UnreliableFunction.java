package dev.sheaf.policies.books;

import dev.sheaf.policies.books.FleetProtocol.Command;
import dev.sheaf.policies.books.FleetProtocol.Effect;
import dev.sheaf.policies.books.FleetProtocol.Purpose;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * One function as nasty as it may be: answers get lost, come late or twice, runs overlap and end
 * while a ping is under way, and environments are replaced between runs.
 */
final class UnreliableFunction {
  private static final int LONGEST_DELAY = 30;

  private final long seed;
  private final FleetBook book;
  private final PriorityQueue<Message> messages =
      new PriorityQueue<>(Comparator.comparingLong(Message::at).thenComparingLong(Message::order));
  private final List<String> wrongs = new ArrayList<>();
  private long draws;
  private long orders;
  private long now;
  private long instance = 1;
  private long known;
  private boolean wanted;
  private int settled;

  private record Message(long at, long order, Command command) {}

  UnreliableFunction(long seed, FleetBook.Patience patience) {
    this.seed = seed;
    this.book = new FleetBook(1, patience);
  }

  /** Lets somebody need the node again and again; says what went wrong. */
  List<String> need(int times) {
    tell(new Command.Holds(0, true));
    for (int i = 0; i < times; i++) {
      wanted = true;
      tell(new Command.Need(0));
      var limit = now + 10_000;
      while (wanted && now < limit && !messages.isEmpty()) {
        step();
      }
      if (wanted) {
        wrongs.add("need %d was never settled, the node is %s".formatted(i, book.state(0)));
        wanted = false;
      }
      for (var quiet = now + below(120); !messages.isEmpty() && messages.peek().at() < quiet; ) {
        step();
      }
    }
    return wrongs;
  }

  /** How many needs were met, not given up. */
  int settled() {
    return settled;
  }

  private void step() {
    var message = messages.remove();
    now = message.at();
    tell(message.command());
  }

  private void tell(Command command) {
    var decision = book.decide(command, now);
    decision.events().forEach(book::apply);
    if (decision.reply() == FleetProtocol.Reply.UNAVAILABLE) {
      wanted = false;
      now += 60;
    }
    decision.effects().forEach(effect -> run(effect, command));
  }

  private void run(Effect effect, Command because) {
    switch (effect) {
      case Effect.Invoke invoke -> invoked(invoke);
      case Effect.Ping ping -> pinged(ping);
      case Effect.Ready ready -> ready(because);
      case Effect.Unavailable unavailable -> wanted = false;
      case Effect.Lost lost -> known = 0;
      case Effect.Met met -> {}
      case Effect.Remind remind -> later(remind.afterNanos(), new Command.Reminded(0));
    }
  }

  private void invoked(Effect.Invoke invoke) {
    later(invoke.withinNanos(), new Command.Silent(0, invoke.question()));
    if (chance(15)) {
      instance++;
    }
    var answer = new Command.Answered(0, invoke.question(), instance, -1);
    var returned = new Command.Returned(0, invoke.question(), instance, -1);
    if (invoke.purpose() == Purpose.SERVE) {
      unreliably(answer);
      if (!chance(20)) {
        later(20 + below(LONGEST_DELAY), new Command.Bye(0, invoke.question()));
      }
      later(25 + below(LONGEST_DELAY), returned);
    } else {
      unreliably(returned);
    }
  }

  private void pinged(Effect.Ping ping) {
    later(ping.withinNanos(), new Command.Silent(0, ping.question()));
    unreliably(new Command.Answered(0, ping.question(), instance, -1));
  }

  private void ready(Command because) {
    if (!(because instanceof Command.Answered answer)) {
      wrongs.add("ready because of " + because);
      return;
    }
    if (known != 0 && known != answer.instance()) {
      wrongs.add("instance %d became %d without a loss".formatted(known, answer.instance()));
    }
    known = answer.instance();
    settled += wanted ? 1 : 0;
    wanted = false;
  }

  /** Mostly soon; sometimes late, twice or never. */
  private void unreliably(Command command) {
    if (chance(20)) {
      return;
    }
    later(1 + below(chance(20) ? LONGEST_DELAY * 3 : 3), command);
    if (chance(10)) {
      later(1 + below(LONGEST_DELAY), command);
    }
  }

  private void later(long afterNanos, Command command) {
    messages.add(new Message(now + afterNanos, orders++, command));
  }

  private boolean chance(int percent) {
    return below(100) < percent;
  }

  private long below(long bound) {
    return Draw.below(Draw.draw(seed, draws++), bound);
  }
}
