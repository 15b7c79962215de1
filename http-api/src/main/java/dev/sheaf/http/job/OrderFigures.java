package dev.sheaf.http.job;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.dataset.ShuffleQuality;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.EpochOrder;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.List;

/** Figures of the order in which a job is given its samples. */
final class OrderFigures {
  /** So many samples of an epoch say enough of its order. */
  private static final int MOST_SAMPLES = 1 << 16;

  private OrderFigures() {}

  /**
   * How well the beginning of an epoch mixes the samples; NaN while too few are assigned.
   *
   * @param windows of one epoch, from its first on
   */
  static double shuffleQuality(JobSpec spec, PackageTable table, List<AssignedWindow> windows) {
    var order = EpochOrder.of(spec, table);
    var quality = new ShuffleQuality(table.samples());
    var seen = 0;
    for (var window : windows) {
      if (seen >= MOST_SAMPLES) {
        break;
      }
      var ids = order.ids(window);
      for (int n = window.firstBatch(); n < window.endBatch(); n++) {
        for (var id : ids.batch(n)) {
          quality.next(id);
          seen++;
        }
      }
    }
    return quality.quality();
  }
}
