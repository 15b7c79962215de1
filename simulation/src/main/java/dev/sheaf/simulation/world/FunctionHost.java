package dev.sheaf.simulation.world;

import dev.sheaf.policies.books.FleetProtocol.Purpose;
import dev.sheaf.policies.functions.Reclamation;
import dev.sheaf.policies.functions.TokenBucket;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.world.Lambda.Environment;
import dev.sheaf.simulation.world.Lambda.Run;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The provider: starts and reuses environments, runs one invocation of a function at a time, takes
 * environments away, and bills.
 *
 * <p>A reclaim never interrupts a run: it takes the environment when the run has ended. An
 * environment that is not invoked for too long is gone when it is next wanted. A function with a
 * spare environment goes on with what that one had copied.
 */
public final class FunctionHost {
  private static final int DRAWS_FOR_A_VICTIM = 32;
  private static final long BURST_NANOS = 10_000_000_000L;

  private final Timeline timeline;
  private final HostSettings settings;
  private final Bill bill;
  private final Lambda[] lambdas;
  private final RandomStream reclaimChance;
  private final RandomStream faultChance;
  private final TokenBucket scaling;
  private @Nullable Listener listener;
  private long instances;
  private long coldStarts;
  private long taken;
  private long throttled;

  /** Who hears from the functions. */
  public interface Listener {
    /** A function answers a question. */
    void answered(int node, long question, long instance, long asOfNanos);

    /** A run that served says that it ends. */
    void bye(int node, long question);

    /** The call that began a run has come back. */
    void returned(int node, long question, long instance, long asOfNanos);
  }

  /** What came of sending a chunk to or from a function. */
  public enum Outcome {
    /** It is there. */
    DONE,
    /** The function does not hold it. */
    MISSING,
    /** The run was over already. */
    RUN_OVER
  }

  /**
   * A chunk that is sent.
   *
   * @param write to the function, else from it
   */
  public record Transfer(long key, long bytes, boolean write) {}

  /** Functions without environments. */
  public FunctionHost(Timeline timeline, HostSettings settings, Bill bill, long seed) {
    this.timeline = timeline;
    this.settings = settings;
    this.bill = bill;
    this.reclaimChance = new RandomStream(seed, "reclaims");
    this.faultChance = new RandomStream(seed, "faults");
    this.scaling = new TokenBucket(settings.coldStartsPerSecond(), BURST_NANOS, 0);
    this.lambdas = new Lambda[settings.nodes()];
    for (int i = 0; i < lambdas.length; i++) {
      lambdas[i] = new Lambda();
    }
  }

  /** How many functions there are. */
  public int nodes() {
    return lambdas.length;
  }

  /** Says who hears from the functions. */
  public void tell(Listener listener) {
    this.listener = listener;
  }

  /** Takes environments away as the model says, until this instant. */
  public void reclaim(Reclamation model, long untilNanos) {
    model
        .after(timeline.now(), reclaimChance)
        .filter(strike -> strike.atNanos() <= untilNanos)
        .ifPresent(strike ->
            timeline.at(
                strike.atNanos(),
                () -> {
                  strike(strike.environments());
                  reclaim(model, untilNanos);
                }));
  }

  private void strike(int environments) {
    for (int i = 0; i < environments; i++) {
      var victim = victim();
      if (victim != null) {
        victim.taken = true;
        taken++;
      }
    }
  }

  /** Every function has an environment from now on. */
  public void warm() {
    for (var lambda : lambdas) {
      lambda.front = new Environment(++instances, -1, timeline.now());
    }
  }

  /** Takes a function's environment now, also in the middle of a run. */
  public void take(int node) {
    var environment = lambdas[node].front;
    if (environment == null || !living(environment)) {
      return;
    }
    environment.taken = true;
    taken++;
    var run = lambdas[node].run;
    if (run != null && run.begun) {
      finish(node, run, Bill.Purpose.SERVING);
      hearer().bye(node, run.question);
    }
  }

  private @Nullable Environment victim() {
    for (int draw = 0; draw < DRAWS_FOR_A_VICTIM; draw++) {
      var lambda = lambdas[reclaimChance.below(lambdas.length)];
      var spare = living(lambda.spare) && reclaimChance.chance(0.5);
      var chosen = spare ? lambda.spare : lambda.front;
      if (living(chosen)) {
        return chosen;
      }
    }
    return null;
  }

  private boolean living(@Nullable Environment environment) {
    return environment != null && environment.lives(timeline.now(), settings.idleNanos());
  }

  /**
   * Invokes a function.
   *
   * @return when it will be heard of; never, which is the last instant of all, when it runs already
   *     or its answer gets lost
   */
  public long invoke(int node, long question, Purpose purpose) {
    var lambda = lambdas[node];
    if (lambda.run != null) {
      throttled++;
      return Long.MAX_VALUE;
    }
    var now = timeline.now();
    var latency = settings.latency();
    var cold = !wakesUp(lambda);
    var delay = cold ? latency.coldNanos() + coldStartWait() : latency.warmNanos();
    var init = cold && bill.initBilled() ? latency.coldNanos() - latency.warmNanos() : 0;
    var run =
        new Run(question, purpose, now + delay - latency.handshakeNanos() - init, front(lambda));
    lambda.run = run;
    var lost = settings.lostAnswers() > 0 && faultChance.chance(settings.lostAnswers());
    timeline.after(delay, () -> begun(node, run, lost));
    return lost ? Long.MAX_VALUE : now + delay;
  }

  private static Environment front(Lambda lambda) {
    return java.util.Objects.requireNonNull(lambda.front, "an invoked function has an environment");
  }

  /** Puts a living environment in front; false when it had to be made. */
  private boolean wakesUp(Lambda lambda) {
    if (living(lambda.front)) {
      return true;
    }
    var spare = living(lambda.spare) ? lambda.spare : null;
    lambda.spare = null;
    lambda.front = spare == null ? new Environment(++instances, -1, timeline.now()) : spare;
    lambda.keepUntil(front(lambda).asOfNanos);
    return spare != null;
  }

  private long coldStartWait() {
    coldStarts++;
    return scaling.take(1, timeline.now());
  }

  private void begun(int node, Run run, boolean lost) {
    var now = timeline.now();
    run.environment.lastUsed = now;
    run.begun = true;
    if (run.purpose == Purpose.WARM_UP) {
      finish(node, run, Bill.Purpose.WARMING);
      if (!lost) {
        hearer().returned(node, run.question, run.environment.instance, asOf(run));
      }
      return;
    }
    run.endsAt =
        switch (settings.end()) {
          case ServingEnd.AtCycle(var rule) ->
              run.billedFrom + rule.whileWaiting(now - run.billedFrom);
          case ServingEnd.WhenLate late -> now + late.firstNanos();
        };
    awaitEnd(node, run);
    if (!lost) {
      hearer().answered(node, run.question, run.environment.instance, asOf(run));
    }
  }

  private static long asOf(Run run) {
    return run.environment.asOfNanos;
  }

  private Listener hearer() {
    return java.util.Objects.requireNonNull(listener, "somebody must hear from the functions");
  }

  /** Lets the run end at its present end, unless that changes before or a chunk is under way. */
  private void awaitEnd(int node, Run run) {
    if (!run.busy) {
      var endsAt = Math.max(run.endsAt, timeline.now());
      run.endsAt = endsAt;
      timeline.at(endsAt, () -> endDue(node, run, endsAt));
    }
  }

  private void endDue(int node, Run run, long endsAt) {
    if (run.busy || run.endsAt != endsAt || lambdas[node].run != run) {
      return;
    }
    finish(node, run, Bill.Purpose.SERVING);
    if (settings.lostAnswers() > 0 && faultChance.chance(settings.lostAnswers())) {
      hearer().returned(node, run.question, run.environment.instance, asOf(run));
    } else {
      hearer().bye(node, run.question);
    }
  }

  private void finish(int node, Run run, Bill.Purpose purpose) {
    var now = timeline.now();
    bill.invocation(purpose, now - run.billedFrom);
    run.environment.lastUsed = now;
    lambdas[node].run = null;
    backUp(lambdas[node], now);
  }

  private void backUp(Lambda lambda, long now) {
    var backup = settings.backup();
    if (backup.everyNanos() == 0
        || lambda.chunks.isEmpty()
        || now - lambda.lastBackup < backup.everyNanos()) {
      return;
    }
    lambda.lastBackup = now;
    bill.invocation(Bill.Purpose.BACKUP, backup.billedNanos());
    var spare = lambda.spare;
    if (spare == null || !living(spare)) {
      spare = new Environment(++instances, now, now);
      lambda.spare = spare;
    }
    spare.asOfNanos = now;
    spare.lastUsed = now;
  }

  /**
   * Asks a function over its connection.
   *
   * @return when it answers; never when no run is there to answer
   */
  public long ping(int node, long question) {
    var run = lambdas[node].run;
    if (run == null || run.purpose == Purpose.WARM_UP) {
      return Long.MAX_VALUE;
    }
    timeline.after(settings.latency().pingNanos() / 2, () -> pinged(node, question, run));
    return timeline.now() + settings.latency().pingNanos();
  }

  private void pinged(int node, long question, Run run) {
    var lost = settings.lostAnswers() > 0 && faultChance.chance(settings.lostAnswers());
    if (lambdas[node].run != run || lost) {
      return;
    }
    if (settings.end() instanceof ServingEnd.AtCycle(var rule)) {
      var elapsed = timeline.now() - run.billedFrom;
      run.endsAt = Math.max(run.endsAt, run.billedFrom + rule.whileWaiting(elapsed));
    }
    awaitEnd(node, run);
    timeline.after(
        settings.latency().pingNanos() / 2,
        () -> hearer().answered(node, question, run.environment.instance, asOf(run)));
  }

  /** Sends a chunk to or from the run that is going on. */
  public void send(int node, Transfer transfer, Consumer<Outcome> ended) {
    var run = lambdas[node].run;
    if (run == null || run.purpose == Purpose.WARM_UP) {
      ended.accept(Outcome.RUN_OVER);
      return;
    }
    if (settings.end() instanceof ServingEnd.WhenLate(var rule, var _)) {
      var until = timeline.now() + rule.stayNanos(lambdas[node].asked(timeline.now()));
      run.endsAt = run.asked++ == 0 ? until : Math.max(run.endsAt, until);
    }
    var there = transfer.write() || lambdas[node].chunks.containsKey(transfer.key());
    run.busy = true;
    var nanos = there ? (long) Math.ceil(transfer.bytes() * 1e9 / settings.bytesPerSecond()) : 0;
    timeline.after(nanos, () -> sent(node, run, transfer, ended));
  }

  private void sent(int node, Run run, Transfer transfer, Consumer<Outcome> ended) {
    var lambda = lambdas[node];
    var now = timeline.now();
    if (lambda.run != run) {
      ended.accept(Outcome.RUN_OVER);
      return;
    }
    if (transfer.write()) {
      lambda.put(transfer.key(), transfer.bytes(), now);
    }
    var there = lambda.chunks.containsKey(transfer.key());
    run.busy = false;
    run.served++;
    if (settings.end() instanceof ServingEnd.AtCycle(var rule)) {
      run.endsAt = run.billedFrom + rule.afterRequest(now - run.billedFrom, run.served);
    }
    awaitEnd(node, run);
    ended.accept(there ? Outcome.DONE : Outcome.MISSING);
  }

  /** The function need not hold this chunk any more; told with the next run, without a bill. */
  public void forget(int node, long key) {
    lambdas[node].remove(key);
  }

  /** Bytes that the function holds. */
  public long usedBytes(int node) {
    return lambdas[node].usedBytes;
  }

  /** Whether the function holds this chunk and its environment lives. */
  public boolean holds(int node, long key) {
    return lambdas[node].chunks.containsKey(key);
  }

  /** Whether a run is going on. */
  public boolean isRunning() {
    return Arrays.stream(lambdas).anyMatch(each -> each.run != null);
  }

  /** Environments that were started, taken away, and invokes refused because a run was going on. */
  public Counts counts() {
    return new Counts(coldStarts, taken, throttled);
  }

  /** What happened to environments. */
  public record Counts(long coldStarts, long taken, long throttled) {}
}
