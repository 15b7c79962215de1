package dev.sheaf.lambda.bridge;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.sheaf.lambda.bridge.FunctionInvoker.Outcome;
import dev.sheaf.policies.books.FleetProtocol.Effect;
import dev.sheaf.policies.books.FleetProtocol.Purpose;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.wire.chunk.FunctionCall;
import dev.sheaf.wire.chunk.Inventory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one function, one at a time: a second one while the first is open would be refused,
 * for a function has a concurrency of one.
 */
final class FunctionCalls {
  /** A call that was refused for now is made again after about this time, doubled each time. */
  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(50);

  private static final int MOST_DOUBLINGS = 5;

  /** A run's first request is on its way when the function is called. */
  static final long FIRST_REQUEST_MILLIS = 250;

  /** A run that has said BYE comes back within this time, or is not waited for. */
  private static final Duration RETURN_PATIENCE = Duration.ofMillis(500);

  private final int node;
  private final LambdaNode.Ports ports;
  private final ActorRef<LambdaNode.Command> self;
  private final TimerScheduler<LambdaNode.Command> timers;
  private String token = "";
  private int refusals;

  /** The call that has not come back; 0 when none is open. */
  private long open;

  /** What is to be called once that one is back. */
  private Effect.@Nullable Invoke postponed;

  FunctionCalls(
      int node,
      LambdaNode.Ports ports,
      ActorRef<LambdaNode.Command> self,
      TimerScheduler<LambdaNode.Command> timers) {
    this.node = node;
    this.ports = ports;
    this.self = self;
    this.timers = timers;
  }

  /** Calls the function, now or when the call before is back. */
  void begin(Effect.Invoke invoke) {
    postponed = invoke;
    if (open == 0) {
      callPostponed();
    } else {
      timers.startSingleTimer(
          "overdue", new LambdaNode.Command.Overdue(invoke.question()), RETURN_PATIENCE);
    }
  }

  /** A call has come back, however it went. */
  void back(long question) {
    if (question == open) {
      open = 0;
    }
    callPostponed();
  }

  /** The call before is waited for no longer. */
  void overdue() {
    callPostponed();
  }

  /** A call went well. */
  void worked() {
    refusals = 0;
  }

  /** The call was refused for now: it is made again a while later. */
  void againLater(long question) {
    var wait = FIRST_BACK_OFF.toNanos() << Math.min(refusals++, MOST_DOUBLINGS);
    var spread = Draw.below(Draw.draw(question, node, refusals), wait);
    timers.startSingleTimer(
        new LambdaNode.Command.Again(question), Duration.ofNanos(wait / 2 + spread));
  }

  private void callPostponed() {
    var next = postponed;
    if (next != null) {
      postponed = null;
      open = next.question();
      invoke(next.question(), next.purpose());
    }
  }

  private void invoke(long question, Purpose purpose) {
    ports.dialBack().forget(token);
    token = ports.dialBack().expect(node, question, new Calling(self));
    var settings = ports.settings();
    var colon = settings.address().lastIndexOf(':');
    var call =
        new FunctionCall(
            purpose == Purpose.WARM_UP ? FunctionCall.WARM : FunctionCall.SERVE,
            settings.address().substring(0, colon),
            Integer.parseInt(settings.address().substring(colon + 1)),
            token,
            node,
            question,
            FIRST_REQUEST_MILLIS,
            settings.prices().tickMillis(),
            settings.chunkBytes(),
            settings.diskBytes());
    ports
        .invoker()
        .invoke(settings.function(node), call)
        .whenComplete((outcome, failure) ->
            self.tell(
                new LambdaNode.Command.Back(
                    question,
                    purpose,
                    failure == null ? outcome : new Outcome.Failed(String.valueOf(failure)))));
  }

  private record Calling(ActorRef<LambdaNode.Command> actor) implements DialBack.Caller {
    @Override
    public void called(Session session) {
      actor.tell(new LambdaNode.Command.Called(session));
    }

    @Override
    public void answered(Session session, long question) {
      actor.tell(new LambdaNode.Command.Ponged(session, question));
    }

    @Override
    public void holds(Session session, Inventory inventory) {
      actor.tell(new LambdaNode.Command.Listed(session, inventory));
    }

    @Override
    public void over(Session session, String why) {
      actor.tell(new LambdaNode.Command.Over(session, why));
    }
  }

  /** Nobody who was called is believed any more. */
  void close() {
    ports.dialBack().forget(token);
  }
}
