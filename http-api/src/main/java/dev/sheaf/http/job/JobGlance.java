package dev.sheaf.http.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.job.JobReply.JobIs;
import dev.sheaf.actors.origin.OriginPrice;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.SampleSelection;

/** A job in one look: what it is, how far it is, what it was served, what that cost. */
public record JobGlance(JobIs job, PackageTable table, OriginPrice price) {
  /** The job where its manifest cannot be read: without what only that tells. */
  public static ObjectNode without(JobIs job) {
    var view = JobViews.whole(job);
    view.setAll(MetricsRoutes.served(job.totals()));
    return view.put("stallSeconds", MetricsRoutes.seconds(job.totals().waitNanos()));
  }

  /**
   * The job, held against the bound.
   *
   * @param cacheBytes that its dataset may use
   * @param jobs that read it
   */
  public ObjectNode beside(long cacheBytes, int jobs) {
    var view = without(job);
    var share = (double) cacheBytes / Math.max(1, table.totalBytes());
    new OriginFigures(Math.clamp(share, 0, 1), job.spec().epochs(), Math.max(1, jobs))
        .addTo(view, job.totals());
    view.put("samples", SampleSelection.of(job.spec(), table).samples());
    MetricsRoutes.addCost(view, job.totals(), price);
    return view;
  }
}
