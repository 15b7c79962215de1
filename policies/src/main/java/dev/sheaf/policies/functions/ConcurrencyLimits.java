package dev.sheaf.policies.functions;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many invocations may run at once: those of a function that reserved some, and those of all
 * others together in what is left of the account.
 *
 * <p>A reservation guarantees and bounds: a function that reserved one never runs twice.
 *
 * <p><i>Source:</i> AWS Lambda developer guide, "Understanding Lambda function scaling" and
 * "Configuring reserved concurrency" (2026-11).
 */
public final class ConcurrencyLimits {
  private final int account;
  private final int leastUnreserved;
  private final Map<String, Integer> reserved = new TreeMap<>();
  private final Map<String, Integer> running = new TreeMap<>();
  private int runningUnreserved;

  /** What came of asking for a place. */
  public enum Entry {
    /** It may run. */
    GRANTED,
    /** Everything that the function reserved is running. */
    RESERVED_USED_UP,
    /** Everything that the account has left for functions without a reservation is running. */
    ACCOUNT_USED_UP
  }

  /**
   * Limits without reservations.
   *
   * @param account invocations at once
   * @param leastUnreserved what reservations must leave
   */
  public ConcurrencyLimits(int account, int leastUnreserved) {
    if (leastUnreserved < 0 || account < leastUnreserved) {
      throw new IllegalArgumentException(
          "the account's concurrency must be at least %d but was %d"
              .formatted(leastUnreserved, account));
    }
    this.account = account;
    this.leastUnreserved = leastUnreserved;
  }

  /** How many invocations may run at once. */
  public int account() {
    return account;
  }

  /** What reservations have left. */
  public int unreserved() {
    return account - reserved.values().stream().mapToInt(each -> each).sum();
  }

  /** What reservations must leave. */
  public int leastUnreserved() {
    return leastUnreserved;
  }

  /** Reserves for a function; false, and nothing changed, when too little would be left. */
  public boolean reserve(String function, int concurrency) {
    var others = unreserved() + reserved.getOrDefault(function, 0);
    if (concurrency < 0 || others - concurrency < leastUnreserved) {
      return false;
    }
    moveRunning(function, true);
    reserved.put(function, concurrency);
    return true;
  }

  /** Gives a reservation back. */
  public void release(String function) {
    moveRunning(function, false);
    reserved.remove(function);
  }

  private void moveRunning(String function, boolean nowReserved) {
    if (reserved.containsKey(function) != nowReserved) {
      runningUnreserved += (nowReserved ? -1 : 1) * running(function);
    }
  }

  /** What a function reserved; -1 when nothing. */
  public int reserved(String function) {
    return reserved.getOrDefault(function, -1);
  }

  /** How many invocations of a function run. */
  public int running(String function) {
    return running.getOrDefault(function, 0);
  }

  /** Asks for a place for one invocation; whoever was granted one must {@link #leave}. */
  public Entry enter(String function) {
    var mine = reserved.get(function);
    if (mine != null && running(function) >= mine) {
      return Entry.RESERVED_USED_UP;
    }
    if (mine == null && runningUnreserved >= unreserved()) {
      return Entry.ACCOUNT_USED_UP;
    }
    running.merge(function, 1, Integer::sum);
    runningUnreserved += mine == null ? 1 : 0;
    return Entry.GRANTED;
  }

  /** An invocation that was granted a place is over. */
  public void leave(String function) {
    if (running(function) == 0) {
      throw new IllegalStateException("no invocation of %s is running".formatted(function));
    }
    running.computeIfPresent(function, (_, count) -> count == 1 ? null : count - 1);
    runningUnreserved -= reserved.containsKey(function) ? 0 : 1;
  }
}
