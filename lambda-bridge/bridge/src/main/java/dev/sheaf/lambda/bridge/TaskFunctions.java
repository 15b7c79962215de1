package dev.sheaf.lambda.bridge;

import dev.sheaf.actors.task.TaskEngine;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.lambda.bridge.FunctionInvoker.Outcome;
import dev.sheaf.lambda.bridge.PayloadInvoker.Called;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.economics.RunCost;
import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.task.TaskAnswer;
import dev.sheaf.wire.task.TaskCall;
import dev.sheaf.wire.task.TaskPayload;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * Does tasks in functions: a function of its own beside those that hold chunks, with as many runs
 * at once as it has slots. A task and what comes of it travel inside the call.
 *
 * <p>What a run is billed is charged to its payer at once, also where the run failed or nobody
 * needs it any more.
 */
public final class TaskFunctions implements TaskEngine {
  /** What runs call it. */
  public static final String NAME = "lambda";

  private static final long SLACK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PayloadInvoker invoker;
  private final Terms terms;
  private final BiConsumer<Payer, RunCost> bill;
  private final LongAdder runs = new LongAdder();
  private final LongAdder picoUsd = new LongAdder();

  /**
   * Which function it is, and what it costs.
   *
   * @param slots runs at once
   * @param longest that the function lets a run take
   */
  public record Terms(
      String function, int slots, int memoryMb, FunctionPrices prices, Duration longest) {}

  /** An engine over a function; {@code bill} hears what each run cost, by any thread. */
  public TaskFunctions(PayloadInvoker invoker, Terms terms, BiConsumer<Payer, RunCost> bill) {
    this.invoker = invoker;
    this.terms = terms;
    this.bill = bill;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int slots() {
    return terms.slots();
  }

  @Override
  public Result run(TaskCall call, Payer payer) throws InterruptedException {
    var bytes = call.bytes();
    if (bytes.length > TaskPayload.MOST_BYTES) {
      return new Result.Answered(new TaskAnswer.TooLarge(bytes.length), 0);
    }
    var calling =
        invoker
            .call(terms.function(), TaskPayload.of(bytes))
            .thenApply(called -> result(called, payer))
            .toCompletableFuture();
    try {
      return calling.get(terms.longest().toNanos() + SLACK_NANOS, TimeUnit.NANOSECONDS);
    } catch (ExecutionException broken) {
      return new Result.Lost(String.valueOf(broken.getCause()), 0);
    } catch (TimeoutException late) {
      return new Result.Lost("no answer within %d s".formatted(terms.longest().toSeconds()), 0);
    }
  }

  private Result result(Called called, Payer payer) {
    return switch (called) {
      case Called.Returned(var payload, var billedMillis) -> {
        var cost = charge(billedMillis, payer);
        try {
          yield new Result.Answered(TaskAnswer.read(TaskPayload.read(payload)), cost);
        } catch (WireFormatException garbage) {
          yield new Result.Lost("the answer makes no sense: " + garbage.getMessage(), cost);
        }
      }
      case Called.NotReturned(Outcome.Failed failed) ->
          new Result.Lost(
              terms.function() + ": " + failed.why(), charge(failed.billedMillis(), payer));
      case Called.NotReturned(Outcome.Throttled throttled) ->
          new Result.Throttled(terms.function() + ": " + throttled.why());
      case Called.NotReturned(Outcome.Refused refused) ->
          new Result.Lost(terms.function() + ": " + refused.why(), 0);
      case Called.NotReturned(Outcome.Returned returned) ->
          throw new IllegalStateException("it returned: " + returned);
    };
  }

  private long charge(long billedMillis, Payer payer) {
    if (billedMillis < 0) {
      return 0;
    }
    var cost = RunCost.of(terms.prices(), billedMillis, terms.memoryMb());
    runs.increment();
    picoUsd.add(cost.picoUsd());
    bill.accept(payer, cost);
    return cost.picoUsd();
  }

  /** Runs that were billed. */
  public long runs() {
    return runs.sum();
  }

  /** What they cost. */
  public long picoUsd() {
    return picoUsd.sum();
  }

  @Override
  public void close() {
    // What calls functions belongs to the fleet.
  }
}
