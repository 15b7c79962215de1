package dev.sheaf.http.dashboard;

import dev.sheaf.http.HttpPorts;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.policies.access.Grant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The page of a node, and the events that it follows. */
public final class Dashboard {
  private final PageFiles files = new PageFiles();
  private final EventRoutes events;

  /**
   * A dashboard over what the node knows and what {@code asking} reaches; that should be impatient:
   * a part that does not answer is shown as it was.
   */
  public Dashboard(HttpPorts ports, Asking asking, HttpMetrics metrics) {
    this(ports, asking, metrics, EventRoutes.Limits.DEFAULT);
  }

  Dashboard(HttpPorts ports, Asking asking, HttpMetrics metrics, EventRoutes.Limits limits) {
    var node = new NodeSights(ports, metrics);
    events =
        new EventRoutes(
            new Observatories(grant ->
                new Observatory(looks(grant, node, asking, ports), InstantSource.system())),
            metrics,
            limits);
  }

  /** What a reader of this grant sees: the cluster's figures, and what its tenant has. */
  private static Map<String, Look> looks(
      Grant grant, NodeSights node, Asking asking, HttpPorts ports) {
    var work = new WorkSights(asking, ports.reading().manifests(), ports.control().figures());
    var looks = new LinkedHashMap<String, Look>();
    looks.put("cluster", node::cluster);
    looks.put("tiers", node::tiers);
    looks.put("functions", node::functions);
    looks.put("datasets", () -> Caller.as(grant, work::datasets));
    looks.put("jobs", () -> Caller.as(grant, work::jobs));
    looks.put("ensembles", () -> Caller.as(grant, work::ensembles));
    return looks;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return Stream.concat(files.endpoints().stream(), events.endpoints().stream()).toList();
  }

  /** Ends the streams of events, so that nobody waits for their readers. */
  public void close() {
    events.close();
  }
}
