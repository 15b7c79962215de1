package dev.sheaf.simulation.invariant;

import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The invariants of one run, checked whenever the run says so. */
public final class Invariants {
  private final long seed;
  private final Timeline timeline;
  private final List<Invariant> all = new ArrayList<>();
  private long checks;

  /** None yet, of the run with this seed. */
  public Invariants(long seed, Timeline timeline) {
    this.seed = seed;
    this.timeline = timeline;
  }

  /** Adds one that is checked by {@link #check}. */
  public void add(Invariant invariant) {
    all.add(invariant);
  }

  /** Checks all; <i>Errors:</i> {@link InvariantBroken}. */
  public void check() {
    for (var invariant : all) {
      checks++;
      invariant.check().get().ifPresent(wrong -> fail(invariant.name(), wrong));
    }
  }

  /** Checks one on the spot; {@code wrong} is asked only when it does not hold. */
  public void require(String name, boolean holds, Supplier<String> wrong) {
    checks++;
    if (!holds) {
      fail(name, wrong.get());
    }
  }

  /** How often something was checked. */
  public long checks() {
    return checks;
  }

  /** The named invariant does not hold. */
  public void fail(String name, String wrong) {
    throw new InvariantBroken(
        name, wrong, new InvariantBroken.Place(seed, timeline.happened(), timeline.now()));
  }
}
