package dev.sheaf.http.ephemeral;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.http.json.Json;
import dev.sheaf.policies.ephemeral.EphemeralJob;
import dev.sheaf.policies.ephemeral.Medium;
import java.util.concurrent.TimeUnit;

/** How jobs with ephemeral data are shown. */
final class EphemeralViews {
  private EphemeralViews() {}

  static ObjectNode job(EphemeralJob job) {
    var body =
        Json.object()
            .put("job", job.name())
            .put("phase", job.ended() ? "ended" : "running")
            .put("capacityGb", job.demand().gb())
            .put("mbps", job.demand().mbps())
            .put("bound", job.throughputBound() ? "throughput" : "capacity")
            .put("medium", job.demand().medium() == Medium.DRAM ? "memory" : "disk")
            .put("leaseSeconds", TimeUnit.NANOSECONDS.toSeconds(job.leaseNanos()))
            .put("keepSeconds", TimeUnit.NANOSECONDS.toSeconds(job.keepNanos()));
    body.putObject("hints")
        .put("lambdas", job.hints().lambdas())
        .put("capacityGb", job.hints().capacityGb())
        .put("peakMbps", job.hints().peakMbps())
        .put("latencySensitive", job.hints().latencySensitive());
    var nodes = body.putArray("nodes");
    for (var portion : job.portions()) {
      nodes
          .addObject()
          .put("node", portion.node())
          .put("sizeBytes", portion.sizeBytes())
          .put("mbps", portion.mbps())
          .put("weight", portion.weight());
    }
    return body;
  }
}
