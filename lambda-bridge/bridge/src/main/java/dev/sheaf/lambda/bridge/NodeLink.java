package dev.sheaf.lambda.bridge;

import akka.actor.typed.ActorRef;
import dev.sheaf.policies.economics.StayAwake;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How readers reach a function: the session of its run, woken or checked first where it is not sure
 * to be there.
 */
final class NodeLink {
  private final ActorRef<LambdaNode.Command> actor;
  private final AtomicLong askedNanos = new AtomicLong();

  /** Lost updates of two who ask at once do no harm to a mean. */
  private volatile long meanGapNanos;

  private final AtomicReference<@Nullable Session> current;

  /** What the actor was told. */
  private volatile boolean holds;

  /**
   * A way to the function of {@code actor}.
   *
   * @param current where the actor puts the session that is open
   */
  NodeLink(ActorRef<LambdaNode.Command> actor, AtomicReference<@Nullable Session> current) {
    this.actor = actor;
    this.current = current;
  }

  /** The session of a run that is sure to go on for now; null where it must be asked for. */
  @Nullable Session sure() {
    var session = current.get();
    return session != null && session.isSure() ? session : null;
  }

  /** A session that can be used now; empty when the function cannot be had. */
  CompletionStage<Optional<Session>> ready() {
    var session = sure();
    if (session != null) {
      return CompletableFuture.completedStage(Optional.of(session));
    }
    var answer = new CompletableFuture<Optional<Session>>();
    actor.tell(new LambdaNode.Command.Need(answer));
    return answer;
  }

  /** Somebody asks now; the mean time between those who ask, 0 while only one has. */
  long asked() {
    var now = System.nanoTime();
    var before = askedNanos.getAndSet(now);
    if (before != 0) {
      meanGapNanos = StayAwake.meanGapNanos(meanGapNanos, now - before);
    }
    return meanGapNanos;
  }

  /** The session as it is, whether anybody is there or not; null when none is open. */
  @Nullable Session sessionNow() {
    var session = current.get();
    return session == null || session.isOver() ? null : session;
  }

  /** Whether the function holds something that is worth keeping warm; one thread at a time. */
  void holds(boolean something) {
    if (something != holds) {
      holds = something;
      actor.tell(new LambdaNode.Command.Holds(something));
    }
  }

  ActorRef<LambdaNode.Command> actor() {
    return actor;
  }
}
