package dev.sheaf.sharding.testing;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.japi.function.Creator;
import akka.japi.function.Function;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How tests wait: for a result, for an answer, until something is so; never for a fixed time. */
public final class Waiting {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private Waiting() {}

  /** The result of {@code stage}. */
  public static <T> T on(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("nothing came within " + PATIENCE, e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  /** The answer of {@code recipient}; asked again while it does not answer. */
  public static <M, R> R answer(
      ActorSystem<?> system, RecipientRef<M> recipient, Function<ActorRef<R>, M> question) {
    return until(system, () -> on(AskPattern.ask(recipient, question, ANSWER, system.scheduler())));
  }

  /** What {@code attempt} gives as soon as it throws no {@link AssertionError} any more. */
  public static <T> T until(ActorSystem<?> system, Creator<T> attempt) {
    return TestProbe.create(system).awaitAssert(PATIENCE, BETWEEN, attempt);
  }
}
