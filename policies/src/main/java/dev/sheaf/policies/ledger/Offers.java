package dev.sheaf.policies.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * The packages that a job was offered and has not opened yet.
 *
 * <p>What was offered counts as opened with the conductor, so offers that one window had no use for
 * are kept for the next one of the epoch.
 */
public final class Offers {
  private final List<Integer> kept = new ArrayList<>();
  private int epoch = -1;

  /** Offers of another epoch are forgotten. */
  public void enter(int next) {
    if (epoch != next) {
      kept.clear();
      epoch = next;
    }
  }

  /** How many packages to ask for, when so many are wanted; none when enough are on offer. */
  public int lacking(int wanted) {
    return Math.max(0, wanted - kept.size());
  }

  /** Adds to what is on offer for {@code ofEpoch}, and gives all of it. */
  public List<Integer> with(int ofEpoch, List<Integer> more) {
    if (epoch != ofEpoch) {
      return List.of();
    }
    kept.addAll(more);
    return List.copyOf(kept);
  }

  /** Forgets offers that were taken. */
  public void forgetOpened(LedgerState state) {
    kept.removeIf(index -> state.isOpened(epoch, index));
  }

  /** Forgets all offers: where the job stands was said anew. */
  public void clear() {
    kept.clear();
  }
}
