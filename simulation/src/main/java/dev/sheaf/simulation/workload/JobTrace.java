package dev.sheaf.simulation.workload;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of one job, as its ledger recorded them.
 *
 * @param table the packages it read; null when the trace does not say
 * @param windows in the order of the trace
 * @param brokenRows how many rows could not be read and were left out
 * @param truncated true when the last row broke off, as when a copy was interrupted
 */
public record JobTrace(
    JobSpec spec,
    @Nullable PackageTable table,
    List<AssignedWindow> windows,
    int brokenRows,
    boolean truncated) {
  /** A trace that owns its list. */
  public JobTrace {
    windows = List.copyOf(windows);
  }

  /** The epoch with which the trace begins: older ledgers are not kept. */
  public int firstEpoch() {
    return windows.getFirst().epoch();
  }

  /** One more than the largest package number in it. */
  public int packagesSeen() {
    return 1
        + windows.stream()
            .flatMap(window -> window.openings().stream())
            .mapToInt(AssignedWindow.Opening::index)
            .max()
            .orElse(-1);
  }
}
