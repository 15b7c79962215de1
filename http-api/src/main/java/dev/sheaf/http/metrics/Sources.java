package dev.sheaf.http.metrics;

import dev.sheaf.http.HttpPorts;
import dev.sheaf.http.ring.Rings;

/** Who knows the figures of a whole node. */
public final class Sources {
  private Sources() {}

  /** Metrics that show the figures of all of them. */
  public static HttpMetrics metrics(HttpPorts ports, Rings rings) {
    var control = ports.control();
    var metrics = new HttpMetrics(control.figures());
    metrics.shows(WorkMetrics.JOBS, ports.reading().desk());
    metrics.shows(WorkMetrics.PREPARED, ports.reading().preparer());
    metrics.shows(WorkMetrics.RINGS, rings);
    metrics.shows(WorkMetrics.EPHEMERAL, ports.ephemeral());
    metrics.shows(WorkMetrics.MODELS, ports.training().models());
    metrics.shows(WorkMetrics.TASKS, ports.datasets().tasks());
    metrics.shows(WorkMetrics.SLOTS, ports.training().slots());
    metrics.shows(WorkMetrics.CLUSTER, control.cluster());
    return metrics;
  }
}
