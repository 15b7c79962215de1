package dev.sheaf.lambda.bridge;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.sheaf.lambda.bridge.FunctionInvoker.Outcome;
import dev.sheaf.policies.books.FleetBook;
import dev.sheaf.policies.books.FleetBook.NodeState;
import dev.sheaf.policies.books.FleetProtocol;
import dev.sheaf.policies.books.FleetProtocol.Effect;
import dev.sheaf.policies.books.FleetProtocol.Purpose;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.wire.chunk.Inventory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One Lambda function, as its bridge sees it: the live shell of {@link FleetBook}.
 *
 * <pre>
 *   asleep ─ Need ─► invoking ─ Called ─► serving ─ Need ─► validating ─ Ponged ─► serving
 *     ▲ │               │ Silent, Returned: again    │ Over          │ Silent, Over
 *     │ │ Reminded      │ attempts used up           ▼               ▼
 *     │ ▼               ▼                          asleep         invoking
 *     └─warming       silent ─ after a rest, Need ─► invoking
 * </pre>
 *
 * <p>It is <i>returning</i> from Over until its call has come back, in which a Need calls it again;
 * <i>lost</i> is no state but what is noticed when another instance answers than the known one. A
 * connection is never taken for life: it is closed when its function does not answer a ping.
 */
final class LambdaNode extends AbstractBehavior<LambdaNode.Command> {
  private static final int NODE = 0;

  /** Who asks whether a function is there has something to ask of it. */
  private static final long REQUEST_FOLLOWS_NANOS = 10_000_000;

  private final int node;
  private final Ports ports;
  private final TimerScheduler<Command> timers;
  private final FleetBook book;
  private final AtomicReference<@Nullable Session> current;
  private final List<CompletableFuture<Optional<Session>>> waiting = new ArrayList<>();
  private final FunctionCalls calls;
  private @Nullable Session session;

  /** What a node is told. */
  sealed interface Command {
    /** Somebody wants to talk to the function. */
    record Need(CompletableFuture<Optional<Session>> answer) implements Command {}

    /** The function has called. */
    record Called(Session session) implements Command {}

    /** It answers a question. */
    record Ponged(Session session, long question) implements Command {}

    /** It says what it holds. */
    record Listed(Session session, Inventory inventory) implements Command {}

    /** A session is over. */
    record Over(Session session, String why) implements Command {}

    /** The call that began a run has come back. */
    record Back(long question, Purpose purpose, Outcome outcome) implements Command {}

    /** The time for an answer is over. */
    record Silent(long question) implements Command {}

    /** The call before is not back, and is waited for no longer. */
    record Overdue(long question) implements Command {}

    /** A refused call may be made again. */
    record Again(long question) implements Command {}

    /** The reminder that was asked for. */
    record Reminded() implements Command {}

    /** It holds something that is worth keeping warm, or nothing any more. */
    record Holds(boolean something) implements Command {}

    /** Whoever asks is told what the node is doing. */
    record Show(CompletableFuture<Shown> answer) implements Command {}
  }

  /** What a node is doing. */
  record Shown(NodeState state, long instance, long heldSessions) {}

  /** What a node needs from its fleet. */
  record Ports(
      FleetSettings settings,
      FunctionInvoker invoker,
      DialBack dialBack,
      FleetMeter meter,
      Shelves shelves,
      Warmth warmth,
      Complaints complaints) {}

  /** Who hears what is held where. */
  interface Shelves {
    /** What the node got after {@code asOfNanos} is gone. */
    void lost(int node, long asOfNanos);

    /** The node is another bridge's from now on. */
    void released(int node);

    /** The node holds these chunks. */
    void found(int node, Session session, Inventory inventory);

    /** Whether what the node says it holds is what is known. */
    boolean agrees(int node, Session session);

    /** How many chunks the node is believed to hold. */
    long chunksOn(int node);

    /** Time has passed. */
    void rest();
  }

  /** Who hears that something outside must be mended. */
  interface Complaints {
    /** The last that was wrong with calls of a function; empty when they work again. */
    void about(int node, String what);
  }

  /** A function of which nothing is known; {@code current} shows the session that is open. */
  static Behavior<Command> create(
      int node, Ports ports, AtomicReference<@Nullable Session> current) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> new LambdaNode(context, timers, node, ports, current)));
  }

  private LambdaNode(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      int node,
      Ports ports,
      AtomicReference<@Nullable Session> current) {
    super(context);
    this.node = node;
    this.ports = ports;
    this.timers = timers;
    this.book = new FleetBook(1, ports.settings().patience());
    this.current = current;
    this.calls = new FunctionCalls(node, ports, context.getSelf(), timers);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Command.class, this::take)
        .onSignal(PostStop.class, signal -> stopped())
        .build();
  }

  private Behavior<Command> take(Command command) {
    switch (command) {
      case Command.Need need -> need(need.answer());
      case Command.Called called -> called(called.session());
      case Command.Ponged ponged ->
          tell(
              new FleetProtocol.Command.Answered(
                  NODE, ponged.question(), ponged.session().instance(), 0));
      case Command.Listed listed ->
          ports.shelves().found(node, listed.session(), listed.inventory());
      case Command.Over over -> over(over);
      case Command.Back back -> back(back);
      case Command.Silent silent -> silent(silent.question());
      case Command.Overdue overdue -> calls.overdue();
      case Command.Again again ->
          tell(new FleetProtocol.Command.Returned(NODE, again.question(), book.instance(NODE), 0));
      case Command.Reminded reminded -> {
        pace();
        tell(new FleetProtocol.Command.Reminded(NODE));
      }
      case Command.Holds holds -> {
        pace();
        tell(new FleetProtocol.Command.Holds(NODE, holds.something()));
      }
      case Command.Show show ->
          show.answer()
              .complete(new Shown(book.state(NODE), book.instance(NODE), session == null ? 0 : 1));
    }
    return this;
  }

  private void pace() {
    var pause = ports.warmth().pauseNanos(ports.shelves().chunksOn(node));
    tell(new FleetProtocol.Command.WarmEvery(NODE, pause));
  }

  private void need(CompletableFuture<Optional<Session>> answer) {
    var reply = tell(new FleetProtocol.Command.Need(NODE));
    if (reply == FleetProtocol.Reply.UNAVAILABLE) {
      answer.complete(Optional.empty());
    } else {
      waiting.add(answer);
    }
  }

  private void called(Session caller) {
    var known = session;
    if (known != null) {
      known.close();
    }
    session = caller;
    if (caller.hello().chunks() > 0 && !ports.shelves().agrees(node, caller)) {
      caller.list();
    }
    ports.complaints().about(node, "");
    tell(new FleetProtocol.Command.Answered(NODE, caller.hello().question(), caller.instance(), 0));
    current.set(caller);
  }

  private void over(Command.Over over) {
    if (over.session() != session) {
      return;
    }
    session = null;
    current.set(null);
    tell(new FleetProtocol.Command.Bye(NODE, over.session().hello().question()));
  }

  private void back(Command.Back back) {
    calls.back(back.question());
    switch (back.outcome()) {
      case Outcome.Returned(var report, var billedMillis) -> {
        calls.worked();
        ports.meter().ran(node, report, billedMillis, back.purpose() == Purpose.WARM_UP);
        if (report.ending().startsWith("no connection")) {
          ports
              .complaints()
              .about(
                  node,
                  "it found %s; functions must be able to reach sheaf.lambda.bridge.host and .port"
                      .formatted(report.ending()));
        }
        tell(new FleetProtocol.Command.Returned(NODE, back.question(), report.instance(), 0));
      }
      case Outcome.Throttled(var why, var remedy) -> {
        ports.meter().throttled();
        if (!remedy.isEmpty()) {
          ports.complaints().about(node, remedy);
        }
        calls.againLater(back.question());
      }
      case Outcome.Failed(var why, var billedMillis) -> {
        ports.meter().failed(node, back.question(), billedMillis);
        getContext().getLog().debug("{} failed: {}", ports.settings().function(node), why);
        calls.againLater(back.question());
      }
      case Outcome.Refused(var why) -> {
        ports.meter().failed();
        ports.complaints().about(node, why);
        calls.againLater(back.question());
      }
    }
  }

  /** Who did not answer while its connection looked well is not there, whatever TCP says. */
  private void silent(long question) {
    var quiet = session;
    if (quiet != null && book.state(NODE) == NodeState.CHECKING) {
      session = null;
      current.set(null);
      quiet.close();
    }
    tell(new FleetProtocol.Command.Silent(NODE, question));
  }

  private FleetProtocol.@Nullable Reply tell(FleetProtocol.Command command) {
    var decision = book.decide(command, System.nanoTime());
    decision.events().forEach(book::apply);
    decision.effects().forEach(this::run);
    return decision.reply();
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.Invoke invoke -> {
        calls.begin(invoke);
        silentAfter(invoke.question(), invoke.withinNanos());
      }
      case Effect.Ping ping -> {
        var asked = session;
        if (asked != null) {
          asked.ping(ping.question(), REQUEST_FOLLOWS_NANOS);
        }
        silentAfter(ping.question(), ping.withinNanos());
      }
      case Effect.Ready ready -> answer(Optional.ofNullable(session));
      case Effect.Unavailable unavailable -> answer(Optional.empty());
      case Effect.Lost lost -> ports.shelves().lost(node, lost.asOfNanos());
      case Effect.Met met -> ports.warmth().met(met.pauseNanos(), met.survived());
      case Effect.Remind remind ->
          timers.startSingleTimer(
              new Command.Reminded(), Duration.ofNanos(spread(remind.afterNanos())));
    }
  }

  /** Warm-ups of many nodes do not fall together. */
  private long spread(long nanos) {
    return nanos - Draw.below(Draw.draw(node, nanos, book.instance(NODE)), nanos / 8 + 1);
  }

  private void silentAfter(long question, long nanos) {
    timers.startSingleTimer("silent", new Command.Silent(question), Duration.ofNanos(nanos));
  }

  private void answer(Optional<Session> with) {
    var asked = List.copyOf(waiting);
    waiting.clear();
    asked.forEach(each -> each.complete(with));
  }

  private Behavior<Command> stopped() {
    calls.close();
    var open = session;
    if (open != null) {
      open.end();
      open.close();
    }
    answer(Optional.empty());
    return this;
  }
}
