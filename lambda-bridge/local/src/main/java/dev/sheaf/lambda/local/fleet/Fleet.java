package dev.sheaf.lambda.local.fleet;

import dev.sheaf.lambda.local.environment.Answer;
import dev.sheaf.lambda.local.environment.Environment;
import dev.sheaf.lambda.local.environment.Invocation;
import dev.sheaf.lambda.local.function.FunctionConfig;
import dev.sheaf.policies.functions.ConcurrencyLimits;
import dev.sheaf.policies.functions.TokenBucket;
import dev.sheaf.policies.vocabulary.Draws;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All environments: gives each call an idle one or starts one, within the limits, and takes them
 * away.
 *
 * <p>The environment that was used last is used first. A reclaim by the clock never interrupts a
 * call: it takes the environment when the call has ended.
 */
public final class Fleet implements AutoCloseable {
  private static final long SCALING_NANOS = 10_000_000_000L;
  private static final int DRAWS_FOR_A_VICTIM = 32;

  private final FleetTerms terms;
  private final Function<FunctionConfig, Environment> factory;
  private final Meter meter;
  private final ConcurrencyLimits limits;
  private final Map<String, Crew> crews = new TreeMap<>();
  private final List<Environment> vanished = new ArrayList<>();
  private final Map<Environment, Long> idleSinceNanos = new HashMap<>();
  private boolean closed;

  /** The environments of one function. */
  private static final class Crew {
    private final ArrayDeque<Environment> idle = new ArrayDeque<>();
    private final Set<Environment> running = new HashSet<>();
    private final Set<Environment> taken = new HashSet<>();
    private final TokenBucket scaling;

    private Crew(TokenBucket scaling) {
      this.scaling = scaling;
    }

    private List<Environment> all() {
      var all = new ArrayList<>(idle);
      all.addAll(running);
      all.sort(Comparator.comparing(Environment::id));
      return all;
    }
  }

  /** No environments yet. */
  public Fleet(FleetTerms terms, Function<FunctionConfig, Environment> factory, Meter meter) {
    this.terms = terms;
    this.factory = factory;
    this.meter = meter;
    this.limits = new ConcurrencyLimits(terms.accountConcurrency(), terms.leastUnreserved());
  }

  /** Runs a call and waits for what comes of it. */
  public Reply call(FunctionConfig function, Invocation call) throws InterruptedException {
    var from = System.nanoTime();
    var entry = entered(function);
    if (entry.environment() == null) {
      meter.throttled();
      return new Reply.Throttled(entry.refusal(), 1);
    }
    var environment = entry.environment();
    Answer answer;
    try {
      answer = environment.run(call);
    } finally {
      left(function, environment);
    }
    meter.ran(environment.function(), answer, System.nanoTime() - from);
    return new Reply.Ran(call.requestId(), answer);
  }

  private record Entry(@Nullable Environment environment, String refusal) {
    private static Entry refused(String reason) {
      return new Entry(null, reason);
    }
  }

  private synchronized Entry entered(FunctionConfig function) {
    if (closed) {
      return Entry.refused("CallerRateLimitExceeded");
    }
    switch (limits.enter(function.name())) {
      case RESERVED_USED_UP -> {
        return Entry.refused("ReservedFunctionConcurrentInvocationLimitExceeded");
      }
      case ACCOUNT_USED_UP -> {
        return Entry.refused("ConcurrentInvocationLimitExceeded");
      }
      case GRANTED -> {}
    }
    var crew = crew(function.name());
    var chosen = idle(crew, function);
    if (chosen == null) {
      if (!crew.scaling.tryTake(1, System.nanoTime())) {
        limits.leave(function.name());
        return Entry.refused("FunctionInvocationRateLimitExceeded");
      }
      chosen = factory.apply(function);
    }
    crew.running.add(chosen);
    return new Entry(chosen, "");
  }

  private Crew crew(String function) {
    return crews.computeIfAbsent(
        function,
        _ ->
            new Crew(
                TokenBucket.full(
                    terms.environmentsPerTenSeconds() / 10.0, SCALING_NANOS, System.nanoTime())));
  }

  private @Nullable Environment idle(Crew crew, FunctionConfig function) {
    for (var each = crew.idle.pollFirst(); each != null; each = crew.idle.pollFirst()) {
      idleSinceNanos.remove(each);
      if (each.state() != Environment.State.GONE
          && each.function().revision().equals(function.revision())) {
        return each;
      }
      Thread.ofVirtual().name("lambda-end").start(each::close);
    }
    return null;
  }

  private void left(FunctionConfig function, Environment environment) {
    var over = false;
    synchronized (this) {
      limits.leave(function.name());
      var crew = crew(function.name());
      crew.running.remove(environment);
      var taken = crew.taken.remove(environment);
      over = taken || closed || environment.state() == Environment.State.GONE;
      if (!over) {
        crew.idle.addFirst(environment);
        idleSinceNanos.put(environment, System.nanoTime());
      }
    }
    if (over) {
      environment.close();
    }
  }

  /** Takes every environment of a function, because it is deployed anew or removed. */
  public void retire(String function, boolean removed) {
    var gone = new ArrayList<Environment>();
    synchronized (this) {
      var crew = crew(function);
      gone.addAll(crew.idle);
      crew.idle.clear();
      crew.taken.addAll(crew.running);
      gone.forEach(idleSinceNanos::remove);
      if (removed) {
        limits.release(function);
      }
    }
    gone.forEach(Environment::close);
  }

  /** Reserves concurrency for a function; false when too little would be left. */
  public synchronized boolean reserve(String function, int concurrency) {
    return limits.reserve(function, concurrency);
  }

  /** Gives reserved concurrency back. */
  public synchronized void release(String function) {
    limits.release(function);
  }

  /** What a function reserved; -1 when nothing. */
  public synchronized int reserved(String function) {
    return limits.reserved(function);
  }

  /** What may run at once. */
  public synchronized Concurrency concurrency() {
    return new Concurrency(limits.account(), limits.unreserved(), limits.leastUnreserved());
  }

  /** What the account has, what of it nobody reserved, and what reservations must leave. */
  public record Concurrency(int account, int unreserved, int leastUnreserved) {}

  /** Every environment that lives, by function and id. */
  public synchronized List<Environment> environments() {
    return crews.values().stream().flatMap(crew -> crew.all().stream()).toList();
  }

  /**
   * Takes environments at once, also in the middle of a call.
   *
   * @param silently whoever is connected never hears of it
   * @return how many
   */
  public int reclaim(Predicate<Environment> which, boolean silently) {
    var gone = environments().stream().filter(which).toList();
    synchronized (this) {
      for (var each : gone) {
        crew(each.function().name()).idle.remove(each);
        idleSinceNanos.remove(each);
        if (silently) {
          vanished.add(each);
        }
      }
    }
    for (var each : gone) {
      meter.reclaimed();
      if (silently) {
        each.vanish();
      } else {
        each.close();
      }
    }
    return gone.size();
  }

  /** Takes this share of all environments, rounded down, drawn by a seed. */
  public int reclaimShare(double share, long seed) {
    var all = environments();
    var count = (int) (share * all.size());
    var order = new Draws(seed, "reclaim share").permutation(all.size());
    var chosen = new HashSet<Environment>();
    for (int i = 0; i < count; i++) {
      chosen.add(all.get(order[i]));
    }
    return reclaim(chosen::contains, false);
  }

  /** Takes one environment that is drawn; when it runs a call, as soon as that has ended. */
  public void strike(Draws chance) {
    var idle = struck(chance);
    if (idle != null) {
      idle.close();
    }
  }

  private synchronized @Nullable Environment struck(Draws chance) {
    var names = List.copyOf(crews.keySet());
    for (int draw = 0; draw < DRAWS_FOR_A_VICTIM && !names.isEmpty(); draw++) {
      var crew = crew(names.get(chance.below(names.size())));
      var all = crew.all();
      if (!all.isEmpty()) {
        var victim = all.get(chance.below(all.size()));
        meter.reclaimed();
        if (crew.idle.remove(victim)) {
          idleSinceNanos.remove(victim);
          return victim;
        }
        crew.taken.add(victim);
        return null;
      }
    }
    return null;
  }

  /** Takes environments that were not called for too long. */
  public void reclaimIdle() {
    var now = System.nanoTime();
    var gone = new ArrayList<Environment>();
    synchronized (this) {
      for (var crew : crews.values()) {
        crew.idle.removeIf(each -> {
          var old = now - idleSinceNanos.getOrDefault(each, now) > terms.idleReclaim().toNanos();
          return old && gone.add(each);
        });
      }
      gone.forEach(idleSinceNanos::remove);
    }
    gone.forEach(Environment::close);
    gone.forEach(_ -> meter.reclaimed());
  }

  @Override
  public void close() {
    List<Environment> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(environments());
      all.addAll(vanished);
      vanished.clear();
      crews.values().forEach(crew -> crew.idle.clear());
      idleSinceNanos.clear();
    }
    all.forEach(Environment::close);
  }
}
