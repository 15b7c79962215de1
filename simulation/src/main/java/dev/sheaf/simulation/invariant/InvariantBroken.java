package dev.sheaf.simulation.invariant;

import java.io.Serial;
import java.io.Serializable;

/** An invariant did not hold: a defect of what was simulated or of the simulation. */
public final class InvariantBroken extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String what;
  private final Place place;

  /**
   * Where it happened.
   *
   * @param event its number since the start
   * @param atNanos the virtual instant
   */
  public record Place(long seed, long event, long atNanos) implements Serializable {}

  /** Names the invariant, what was seen, and where. */
  public InvariantBroken(String name, String wrong, Place place) {
    this(name + " does not hold: " + wrong, place, "");
  }

  private InvariantBroken(String what, Place place, String replay) {
    super(
        "%s (seed %d, event %d, %d ns)%s"
            .formatted(what, place.seed(), place.event(), place.atNanos(), replay));
    this.what = what;
    this.place = place;
  }

  /** The same, with the command that shows it again. */
  public InvariantBroken replayedBy(String command) {
    var told = new InvariantBroken(what, place, "; replay: " + command);
    told.initCause(this);
    return told;
  }
}
