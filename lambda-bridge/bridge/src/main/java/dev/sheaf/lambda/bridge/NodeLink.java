package dev.sheaf.lambda.bridge;

import akka.actor.typed.ActorRef;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How readers reach a function: the session of its run, woken or checked first where it was not
 * heard just now.
 */
final class NodeLink {
  /** Who was heard so lately is not asked whether it is there. */
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final long LONGEST_GAP_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int GAPS = 8;

  private final ActorRef<LambdaNode.Command> actor;
  private final AtomicLong askedNanos = new AtomicLong();

  /** Lost updates of two who ask at once do no harm to a mean. */
  private volatile long meanGapNanos;

  private final AtomicReference<@Nullable Session> current;

  /**
   * A way to the function of {@code actor}.
   *
   * @param current where the actor puts the session that is open
   */
  NodeLink(ActorRef<LambdaNode.Command> actor, AtomicReference<@Nullable Session> current) {
    this.actor = actor;
    this.current = current;
  }

  /** A session that can be used now; empty when the function cannot be had. */
  CompletionStage<Optional<Session>> ready() {
    var session = current.get();
    if (session != null
        && !session.isOver()
        && System.nanoTime() - session.heardNanos() < FRESH_NANOS) {
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
      var gap = Math.min(now - before, LONGEST_GAP_NANOS);
      meanGapNanos = meanGapNanos == 0 ? gap : meanGapNanos + (gap - meanGapNanos) / GAPS;
    }
    return meanGapNanos;
  }

  /** The session as it is, whether anybody is there or not; null when none is open. */
  @Nullable Session sessionNow() {
    var session = current.get();
    return session == null || session.isOver() ? null : session;
  }

  /** Whether the function holds something that is worth keeping warm. */
  void holds(boolean something) {
    actor.tell(new LambdaNode.Command.Holds(something));
  }

  ActorRef<LambdaNode.Command> actor() {
    return actor;
  }
}
