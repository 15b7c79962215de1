package dev.sheaf.http.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reference of all metrics, made from the tables that the node itself shows them by. */
public final class MetricsPage {
  private static final String HEAD =
      """
      # Metrics

      `GET /metrics` of each node shows these in Prometheus' text form; nothing else begins with `sheaf_`. \
      Counters begin at zero when the node starts. A figure is the node's own unless it says otherwise: sum \
      over the nodes for the cluster. A histogram has `_bucket{le}`, `_count` and `_sum`, and a gauge `_max` \
      beside them, the longest of the last minutes.

      Labels are few: values are the words that the table names, routes as they are written in the API's \
      document, codes of problems, or names of jobs that this node served lately (256 at most; 1,000 for \
      stalls). No label has the id of a sample, a package or a client.

      This page is made from the code; a test holds it against it. `deploy/observability/` has a Grafana board and \
      alert rules over these names.
      """;

  private MetricsPage() {}

  /** All metrics, by family, in the order of the page. */
  public static Map<String, List<Metric>> families() {
    var all = new LinkedHashMap<String, List<Metric>>();
    all.put(
        "Requests",
        Stream.concat(
                RequestMetrics.REQUEST_FAMILY.stream(), metrics(RequestMetrics.DOORS).stream())
            .toList());
    all.put(
        "Samples and batches",
        Stream.concat(
                RequestMetrics.SAMPLE_FAMILY.stream(), Stream.of(HttpMetrics.HIT_RATIO.metric()))
            .toList());
    all.put("Jobs", metrics(WorkMetrics.JOBS, NodeMetrics.STALLS));
    all.put("Origin", metrics(NodeMetrics.ORIGIN));
    all.put("Memory and disk", metrics(NodeMetrics.CACHE));
    all.put("Looking ahead", metrics(NodeMetrics.PREFETCH));
    all.put("Lambda", metrics(NodeMetrics.LAMBDA));
    all.put("Pixels", metrics(WorkMetrics.PREPARED, NodeMetrics.DECODES));
    all.put("Models", metrics(WorkMetrics.MODELS));
    all.put("Tasks", metrics(WorkMetrics.TASKS));
    all.put("Slots", metrics(WorkMetrics.SLOTS));
    all.put("Ephemeral values", metrics(WorkMetrics.EPHEMERAL));
    all.put("Shared memory", metrics(WorkMetrics.RINGS));
    all.put("Cluster", metrics(WorkMetrics.CLUSTER));
    all.put("Process", metrics(ProcessMetrics.ALL));
    return all;
  }

  private static List<Metric> metrics(List<? extends Figure<?>> figures) {
    return figures.stream().<Metric>map(Figure::metric).toList();
  }

  private static List<Metric> metrics(
      List<? extends Figure<?>> figures, List<? extends Figure<?>> more) {
    return Stream.of(metrics(figures), metrics(more)).flatMap(List::stream).toList();
  }

  /** The page. */
  public static String text() {
    return families().entrySet().stream()
        .map(family -> "\n## " + family.getKey() + "\n\n" + table(family.getValue()))
        .collect(Collectors.joining("", HEAD, ""));
  }

  private static String table(List<Metric> metrics) {
    var head = "| name | type | unit | labels | meaning |\n|---|---|---|---|---|\n";
    Function<Metric, String> row =
        metric ->
            "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                    metric.name(),
                    metric.kind().word(),
                    metric.unit().word(),
                    String.join(", ", metric.labels()),
                    metric.meaning());
    return metrics.stream().map(row).collect(Collectors.joining("", head, ""));
  }
}
