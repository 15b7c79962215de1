package dev.sheaf.lambda.bridge;

import dev.sheaf.wire.chunk.FunctionCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Passes calls on, and lets a test wait for their beginning and their end. */
final class Calls implements FunctionInvoker {
  private final FunctionInvoker invoker;
  private final Map<String, Integer> begun = new HashMap<>();
  private final Map<String, Integer> open = new HashMap<>();
  private final List<Outcome> outcomes = new ArrayList<>();

  Calls(FunctionInvoker invoker) {
    this.invoker = invoker;
  }

  @Override
  public CompletionStage<Outcome> invoke(String function, FunctionCall call) {
    synchronized (this) {
      begun.merge(function, 1, Integer::sum);
      open.merge(function, 1, Integer::sum);
      notifyAll();
    }
    var passed = new CompletableFuture<Outcome>();
    var _ =
        invoker
            .invoke(function, call)
            .whenComplete((outcome, failure) -> {
              // The bridge hears of it before whoever waits here.
              if (failure == null) {
                passed.complete(outcome);
              } else {
                passed.completeExceptionally(failure);
              }
              ended(function, outcome);
            });
    return passed;
  }

  private synchronized void ended(String function, Outcome outcome) {
    open.merge(function, -1, Integer::sum);
    if (outcome != null) {
      outcomes.add(outcome);
    }
    notifyAll();
  }

  /** How often a function was called so far. */
  synchronized int of(String function) {
    return begun.getOrDefault(function, 0);
  }

  /** Whether a call of the function has not come back. */
  synchronized boolean open(String function) {
    return open.getOrDefault(function, 0) > 0;
  }

  /** How calls ended so far. */
  synchronized List<Outcome> outcomes() {
    return List.copyOf(outcomes);
  }

  /** Waits until the function was called so often, and no call of it is open. */
  void awaitOver(String function, int times) throws InterruptedException {
    await(() -> of(function) >= times && !open(function));
  }

  /** Waits until the function was called so often. */
  void awaitBegun(String function, int times) throws InterruptedException {
    await(() -> of(function) >= times);
  }

  private synchronized void await(BooleanSupplier so) throws InterruptedException {
    while (!so.getAsBoolean()) {
      wait();
    }
  }
}
