package dev.sheaf.policies.ensemble;

import java.util.List;

/**
 * Members that train together on one stream of prepared batches, and so at the rate of the slowest.
 *
 * <p><i>Source:</i> FLEET (Guan et al., MLSys 2020).
 */
public record Flotilla(List<Berth> berths) {
  /** A flotilla that owns its list. */
  public Flotilla {
    berths = List.copyOf(berths);
  }

  /** The rate at which all train, in images a second; 0 when there are none. */
  public double rate() {
    return berths.stream().mapToDouble(Berth::rate).min().orElse(0);
  }

  /** How many accelerators it takes. */
  public int gpus() {
    return berths.stream().mapToInt(Berth::gpus).sum();
  }

  /** The share of its own rate that a member loses by waiting for the slowest. */
  public double waste(Berth berth) {
    return 1 - rate() / berth.rate();
  }

  /** The mean waste of an accelerator. */
  public double rateMismatch() {
    return berths.isEmpty()
        ? 0
        : berths.stream().mapToDouble(each -> waste(each) * each.gpus()).sum() / gpus();
  }
}
