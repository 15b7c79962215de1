package dev.sheaf.actors.reading;

import dev.sheaf.actors.store.NodePackages.LoadOutcome;
import java.util.concurrent.atomic.LongAdder;

/** Counts packages that were loaded before anybody asked for them. */
public final class AheadLoads {
  private final LongAdder begun = new LongAdder();
  private final LongAdder resident = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();

  AheadLoads() {}

  void begin() {
    begun.increment();
  }

  void end(LoadOutcome outcome) {
    switch (outcome) {
      case LoadOutcome.Resident here -> resident.increment();
      case LoadOutcome.NoRoom none -> refused.increment();
      case LoadOutcome.Failed broken -> failed.increment();
    }
  }

  /** Loads that are under way. */
  public long underWay() {
    return Math.max(0, begun.sum() - resident() - refused() - failed());
  }

  /** Packages that were in memory at the end. */
  public long resident() {
    return resident.sum();
  }

  /** Packages for which there was no room. */
  public long refused() {
    return refused.sum();
  }

  /** Packages that could not be read. */
  public long failed() {
    return failed.sum();
  }
}
