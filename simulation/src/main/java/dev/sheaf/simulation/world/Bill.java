package dev.sheaf.simulation.world;

import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.economics.Prices;
import dev.sheaf.policies.functions.Charge;
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
  private final EnumMap<Purpose, Charge> charges = new EnumMap<>(Purpose.class);

  /** Nothing spent yet by a fleet of nodes with {@code memoryMb}. */
  public Bill(FunctionPrices prices, Prices.ObjectStore origin, int memoryMb) {
    this.prices = prices;
    this.origin = origin;
    this.memoryMb = memoryMb;
    for (var purpose : Purpose.values()) {
      charges.put(purpose, Charge.NONE);
    }
  }

  /** An invocation that ran so long. */
  public void invocation(Purpose purpose, long nanos) {
    add(purpose, Charge.invocation(prices, nanos, memoryMb));
  }

  /** A read of so many bytes from the origin. */
  public void originRead(long bytes) {
    add(
        Purpose.ORIGIN,
        new Charge(
            1, 0, 0, origin.getPicoUsd() + Math.round(origin.readGbPicoUsd() * (bytes / 0x1p30))));
  }

  private void add(Purpose purpose, Charge spent) {
    charges.put(purpose, spentOn(purpose).plus(spent));
  }

  private Charge spentOn(Purpose purpose) {
    return Objects.requireNonNull(charges.get(purpose), "every purpose has a charge");
  }

  /** Spent on this so far. */
  public long picoUsd(Purpose purpose) {
    return spentOn(purpose).picoUsd();
  }

  /** Spent so far. */
  public long totalPicoUsd() {
    return charges.values().stream().mapToLong(Charge::picoUsd).sum();
  }

  /** How many invocations or reads that were. */
  public long times(Purpose purpose) {
    return spentOn(purpose).invocations();
  }

  /** Milliseconds that were billed. */
  public long billedMillis(Purpose purpose) {
    return spentOn(purpose).billedMillis();
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
