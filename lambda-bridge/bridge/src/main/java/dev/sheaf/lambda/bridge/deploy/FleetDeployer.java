package dev.sheaf.lambda.bridge.deploy;

import dev.sheaf.lambda.bridge.deploy.DeployedFunction.Health;
import dev.sheaf.lambda.bridge.deploy.FleetPlan.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Carries out plans. Each function is brought to what it should be from whatever it is found as, so
 * that a deployment which was broken off is simply run again.
 *
 * <p><i>Errors:</i> {@link DeployException}, in words for whoever deploys. Functions that were made
 * until then stay.
 */
public final class FleetDeployer {
  private final FunctionControl control;
  private final FleetNames names;
  private final DeployPace pace;
  private final DeployPace.Pause pause;

  /** Deploys one cluster's fleet. */
  public FleetDeployer(
      FunctionControl control, FleetNames names, DeployPace pace, DeployPace.Pause pause) {
    this.control = control;
    this.names = names;
    this.pace = pace;
    this.pause = pause;
  }

  /** What there is of this cluster. */
  public List<DeployedFunction> there() {
    return call(() -> control.list(names.prefix()));
  }

  /** What the account may run. */
  public AccountLimits limits() {
    return call(control::limits);
  }

  /** Does what the plan says; {@code told} hears of each function that is done. */
  public void apply(FleetSpec wanted, FleetPlan plan, FunctionCode code, Consumer<String> told) {
    limits()
        .shortage(plan)
        .ifPresent(words -> {
          throw new DeployException(words);
        });
    var permits = new Semaphore(pace.atOnce());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          plan.steps().stream()
              .<Future<?>>map(step ->
                  threads.submit(() -> {
                    permits.acquire();
                    try {
                      told.accept(carryOut(step, wanted.function(), code));
                    } finally {
                      permits.release();
                    }
                    return step;
                  }))
              .toList();
      awaitAll(running);
    }
  }

  /** Waits for all; the first that failed ends the rest. */
  private static void awaitAll(List<Future<?>> running) {
    try {
      for (var each : running) {
        each.get();
      }
    } catch (ExecutionException failed) {
      running.forEach(each -> each.cancel(true));
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException stopped) {
      running.forEach(each -> each.cancel(true));
      Thread.currentThread().interrupt();
      throw new DeployException("stopped; run it again to go on");
    }
  }

  private String carryOut(Step step, FunctionSpec wanted, FunctionCode code) {
    var name = step.function();
    return switch (step) {
      case Step.Create made -> {
        make(name, wanted, code);
        yield "made " + name;
      }
      case Step.Change changed -> {
        change(name, wanted, code);
        yield "changed " + name;
      }
      case Step.Remove removed -> {
        remove(name);
        yield "removed " + name;
      }
    };
  }

  /** One that is there already, since an answer was lost or another deploys, is changed instead. */
  private void make(String name, FunctionSpec wanted, FunctionCode code) {
    if (!callUnlessThere(name, wanted, code)) {
      change(name, wanted, code);
      return;
    }
    settled(name);
    call(() -> control.reserve(name, wanted.reservedConcurrency()));
  }

  private boolean callUnlessThere(String name, FunctionSpec wanted, FunctionCode code) {
    var there = new boolean[1];
    retrying(
        () -> {
          control.create(name, wanted, code);
          return name;
        },
        fault -> {
          there[0] = fault instanceof DeployFault.AlreadyThere;
          return there[0];
        });
    return !there[0];
  }

  private void change(String name, FunctionSpec wanted, FunctionCode code) {
    var is = awaitSettled(name);
    if (!is.spec().codeDifferences(wanted).isEmpty()) {
      call(() -> control.sendCode(name, wanted, code));
      is = awaitSettled(name);
    }
    var unwell = is.health() instanceof Health.Broken;
    if (unwell || !is.spec().configurationDifferences(wanted).isEmpty()) {
      call(() -> control.configure(name, wanted));
      is = settled(name);
    }
    if (!is.spec().reservationDifferences(wanted).isEmpty()) {
      call(() -> control.reserve(name, wanted.reservedConcurrency()));
    }
    verify(name, wanted);
  }

  private void verify(String name, FunctionSpec wanted) {
    var left = settled(name).spec().differences(wanted);
    if (!left.isEmpty()) {
      throw new DeployException(
          "%s was changed and still differs: %s; somebody else may be changing it"
              .formatted(name, left));
    }
  }

  private void remove(String name) {
    retrying(
        () -> {
          control.remove(name);
          return name;
        },
        fault -> fault instanceof DeployFault.Absent);
  }

  /** The function when it can be invoked. */
  private DeployedFunction settled(String name) {
    var is = awaitSettled(name);
    if (is.health() instanceof Health.Broken broken) {
      throw new DeployException(
          "Lambda could not make %s: %s; run deploy again when that is mended"
              .formatted(name, broken.reason()));
    }
    return is;
  }

  /** The function when nothing changes it any more. */
  private DeployedFunction awaitSettled(String name) {
    var waited = Duration.ZERO;
    while (true) {
      var is =
          call(() -> control.find(name))
              .orElseThrow(() ->
                  new DeployException(name + " is gone: somebody else removed it; run again"));
      if (!(is.health() instanceof Health.Settling)) {
        return is;
      }
      if (waited.compareTo(pace.settling()) >= 0) {
        throw new DeployException(
            "%s has not settled within %d s: look at it in the Lambda console, then run again"
                .formatted(name, pace.settling().toSeconds()));
      }
      sleep(pace.poll());
      waited = waited.plus(pace.poll());
    }
  }

  private void call(Runnable action) {
    call(() -> {
      action.run();
      return names;
    });
  }

  private <T> T call(Supplier<T> action) {
    return retrying(action, fault -> false)
        .orElseThrow(() -> new IllegalStateException("a call without excuse has an answer"));
  }

  /** Whether a fault is as good as an answer. */
  @FunctionalInterface
  private interface Excuse {
    boolean excuses(DeployFault fault);
  }

  /** The answer; none when its fault is excused. */
  private <T> Optional<T> retrying(Supplier<T> action, Excuse excuse) {
    for (var attempt = 1; ; attempt++) {
      try {
        return Optional.of(action.get());
      } catch (DeployException known) {
        throw known;
      } catch (RuntimeException thrown) {
        var fault = DeployFault.of(thrown, names);
        if (excuse.excuses(fault)) {
          return Optional.empty();
        }
        var passing = passingOrThrow(fault);
        if (attempt == pace.attempts()) {
          throw new DeployException(
              "given up after %d attempts: %s".formatted(attempt, passing.reason()));
        }
        sleep(pace.before(attempt));
      }
    }
  }

  private static DeployFault.Passing passingOrThrow(DeployFault fault) {
    return switch (fault) {
      case DeployFault.Passing passing -> passing;
      case DeployFault.Final end -> throw new DeployException(end.message());
      case DeployFault.Absent absent ->
          throw new DeployException("the function is gone: somebody else removed it; run again");
      case DeployFault.AlreadyThere there ->
          throw new DeployException(
              "the function is there already: somebody else deploys; run again");
    };
  }

  private void sleep(Duration wait) {
    try {
      pause.pause(wait);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new DeployException("stopped; run it again to go on");
    }
  }
}
