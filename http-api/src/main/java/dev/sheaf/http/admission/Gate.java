package dev.sheaf.http.admission;

import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.policies.admission.Admissions;
import dev.sheaf.policies.admission.Claimant;
import dev.sheaf.policies.admission.FairShares;
import dev.sheaf.policies.admission.Limits;
import dev.sheaf.policies.admission.Load;
import dev.sheaf.policies.admission.Verdict;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Live counters of what is under way at one door, and who may come in; used by all threads.
 *
 * <p>Refusing costs a look at the counters: no thread, no queue.
 */
public final class Gate {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final String what;
  private final LongSupplier clock;
  private final Admissions admissions;

  /**
   * A gate that nobody is behind.
   *
   * @param what is under way, in the words of a refusal
   */
  public Gate(String what, Limits limits) {
    this(what, limits, System::nanoTime);
  }

  Gate(String what, Limits limits, LongSupplier clock) {
    this.what = what;
    this.clock = clock;
    this.admissions = new Admissions(limits, new FairShares());
  }

  /**
   * A place; a problem when there is none.
   *
   * @param name of the job, or of what else is asked for; empty for nothing of a name
   * @param bytes that the answer will hold, as far as that is known
   * @param patience how long the caller waits for the answer
   */
  public Place enter(String name, long bytes, Duration patience) {
    var who = claimant(name);
    var now = clock.getAsLong();
    Verdict verdict;
    synchronized (admissions) {
      verdict = admissions.enter(who, bytes, patience.toNanos(), now);
    }
    return switch (verdict) {
      case Verdict.Admitted() -> new Place(who, bytes, now + patience.toNanos());
      case Verdict.Refused(var why, var retryAfterNanos) ->
          throw refusal(who, why, retryAfterNanos).exception();
    };
  }

  /** A caller who is bound to a tenant counts as his, whatever he asks for. */
  private static Claimant claimant(String name) {
    var grant = Caller.current();
    return grant.seesAll() ? Claimant.of(name) : new Claimant(grant.tenant(), name);
  }

  private Problem refusal(Claimant who, Verdict.Reason why, long retryAfterNanos) {
    var load = of(who);
    var whose = who.job().isEmpty() ? "this caller" : who.job();
    var problem =
        switch (why) {
          case OVER_SHARE ->
              Problem.of(
                  ProblemCode.OVER_SHARE,
                  "%s has %d %s under way, which is its share of the node now"
                      .formatted(whose, load.requests(), what));
          case FALLING_BEHIND ->
              Problem.of(
                  ProblemCode.FALLING_BEHIND,
                  "%s has %d %s under way, and by their pace this one would come too late"
                      .formatted(whose, load.requests(), what));
          case NODE_FULL ->
              Problem.of(
                  ProblemCode.OVERLOADED,
                  "the node has no room for this now: %d %s are under way"
                      .formatted(node().requests(), what));
        };
    return problem
        .retryAfterNanos(retryAfterNanos)
        .with("retryAfterMillis", Math.max(1, TimeUnit.NANOSECONDS.toMillis(retryAfterNanos)));
  }

  /** Nobody waits any more for what was not begun. */
  public static Problem tooLate() {
    return Problem.of(
            ProblemCode.UNAVAILABLE, "the request's own deadline passed before it was begun")
        .retryAfter(SOON);
  }

  /** What all have under way. */
  public Load node() {
    synchronized (admissions) {
      return admissions.node();
    }
  }

  private Load of(Claimant who) {
    synchronized (admissions) {
      return admissions.of(who);
    }
  }

  /** One request's place. */
  public final class Place {
    private final Claimant who;
    private final long endNanos;
    private long bytes;
    private boolean left;

    private Place(Claimant who, long bytes, long endNanos) {
      this.who = who;
      this.bytes = bytes;
      this.endNanos = endNanos;
    }

    /** Ends a request whose time was over before it was begun. */
    public void holdInTime() {
      if (clock.getAsLong() - endNanos >= 0) {
        throw tooLate().exception();
      }
    }

    /** What the answer holds is known now. */
    public void holds(long knownBytes) {
      synchronized (admissions) {
        if (!left) {
          admissions.resize(who, bytes, knownBytes);
          bytes = knownBytes;
        }
      }
    }

    /** Gives the place up, without an answer that was whole; may be repeated. */
    public void leave() {
      leave(false);
    }

    /**
     * Gives the place up; may be repeated.
     *
     * @param whole whether all was answered that was asked for
     */
    public void leave(boolean whole) {
      var now = clock.getAsLong();
      synchronized (admissions) {
        if (!left) {
          left = true;
          admissions.leave(who, bytes, whole && now - endNanos <= 0, now);
        }
      }
    }
  }
}
