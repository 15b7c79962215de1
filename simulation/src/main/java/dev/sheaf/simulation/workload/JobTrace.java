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
 * @param live what the node counted; null when the trace does not say
 * @param windows in the order of the trace
 * @param atMillis when each window was assigned; 0 where the trace does not say
 * @param brokenRows how many rows could not be read and were left out
 * @param truncated true when the last row broke off, as when a copy was interrupted
 */
public record JobTrace(
    JobSpec spec,
    @Nullable PackageTable table,
    @Nullable Live live,
    List<AssignedWindow> windows,
    List<Long> atMillis,
    int brokenRows,
    boolean truncated) {
  /** A trace that owns its lists. */
  public JobTrace {
    windows = List.copyOf(windows);
    atMillis = List.copyOf(atMillis);
  }

  /**
   * What a node counted until the trace was taken.
   *
   * @param delivered samples delivered, in epochs too that are not in the trace any more
   * @param originReads samples of the packages that were read for the job
   * @param cacheBytes what the cache had for the dataset, at the end
   */
  public record Live(long delivered, long originReads, long cacheBytes) {}

  /** True when it says of all windows when they were assigned. */
  public boolean isDated() {
    return atMillis.stream().allMatch(at -> at > 0);
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
