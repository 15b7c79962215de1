package dev.sheaf.simulation.world;

import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.economics.Prices;
import java.util.EnumMap;
import java.util.Objects;

/**
 * What the fleet has cost so far, by what it was spent on.
 *
 * <p><i>Units:</i> picodollars.
 */
public final class Bill {
  /** What money is spent on. */
  public enum Purpose {
    /** Runs that carry chunks for readers. */
    SERVING,
    /** Runs that only keep environments alive. */
    WARMING,
    /** Copies to a second environment. */
    BACKUP,
    /** Reads from the origin. */
    ORIGIN
  }

  private final FunctionPrices prices;
  private final Prices.ObjectStore origin;
  private final int memoryMb;
  private final EnumMap<Purpose, Account> accounts = new EnumMap<>(Purpose.class);

  private static final class Account {
    private long picoUsd;
    private long times;
    private long billedMillis;
  }

  /** Nothing spent yet by a fleet of nodes with {@code memoryMb}. */
  public Bill(FunctionPrices prices, Prices.ObjectStore origin, int memoryMb) {
    this.prices = prices;
    this.origin = origin;
    this.memoryMb = memoryMb;
    for (var purpose : Purpose.values()) {
      accounts.put(purpose, new Account());
    }
  }

  /** An invocation that ran so long. */
  public void invocation(Purpose purpose, long nanos) {
    var millis = prices.billedMillis(nanos);
    add(purpose, prices.requestPicoUsd() + prices.durationPicoUsd(millis, memoryMb));
    account(purpose).billedMillis += millis;
  }

  /** A read of so many bytes from the origin. */
  public void originRead(long bytes) {
    add(
        Purpose.ORIGIN,
        origin.getPicoUsd() + Math.round(origin.readGbPicoUsd() * (bytes / 0x1p30)));
  }

  private void add(Purpose purpose, long spentPicoUsd) {
    account(purpose).picoUsd += spentPicoUsd;
    account(purpose).times++;
  }

  private Account account(Purpose purpose) {
    return Objects.requireNonNull(accounts.get(purpose), "every purpose has an account");
  }

  /** Spent on this so far. */
  public long picoUsd(Purpose purpose) {
    return account(purpose).picoUsd;
  }

  /** Spent so far. */
  public long totalPicoUsd() {
    return accounts.values().stream().mapToLong(account -> account.picoUsd).sum();
  }

  /** How many invocations or reads that were. */
  public long times(Purpose purpose) {
    return account(purpose).times;
  }

  /** Milliseconds that were billed. */
  public long billedMillis(Purpose purpose) {
    return account(purpose).billedMillis;
  }

  /** The grain of the billing. */
  public long tickNanos() {
    return prices.tickMillis() * 1_000_000L;
  }

  /** Whether the start of an environment is billed. */
  public boolean initBilled() {
    return prices.initBilled();
  }
}
