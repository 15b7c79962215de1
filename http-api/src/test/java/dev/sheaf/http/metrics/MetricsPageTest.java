package dev.sheaf.http.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.http.HttpSettings;
import dev.sheaf.http.admission.Doors;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.http.metrics.Metric.Kind;
import dev.sheaf.http.metrics.Metric.Unit;
import dev.sheaf.http.ring.SharedMemory;
import dev.sheaf.wire.batch.FrameHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference of metrics, and what a node shows. */
final class MetricsPageTest {
  private static final Path PAGE = Path.of("../docs/metrics.md");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");

  /** With {@code -Dsheaf.pages=write} the page is made. */
  @Test
  void thePageSaysWhatTheCodeSays() throws IOException {
    if ("write".equals(System.getProperty("sheaf.pages"))) {
      Files.writeString(PAGE, MetricsPage.text());
    }
    assertEquals(
        MetricsPage.text(),
        Files.readString(PAGE),
        "docs/metrics.md is made from the code: mvn -pl http-api test -Dtest=MetricsPageTest"
            + " -Dsheaf.pages=write");
  }

  @Test
  void eachNameIsThereOnceAndSaysItsUnit() {
    var names = all().stream().map(Metric::name).toList();
    assertEquals(names.size(), Set.copyOf(names).size(), names::toString);
    assertTrue(names.size() > 80, "so many are there: " + names.size());
    var wrong =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Metric("sheaf_waits", Kind.COUNTER, Unit.SECONDS, List.of(), ""));
    assertTrue(wrong.getMessage().contains("sheaf_…_seconds_total"), wrong.getMessage());
  }

  private static List<Metric> all() {
    return MetricsPage.families().values().stream().flatMap(List::stream).toList();
  }

  @Test
  void aNodeShowsNothingThatThePageDoesNotName() throws IOException {
    try (var node = new FakeNode(10)) {
      var shared = SharedMemory.open(0);
      var metrics = Sources.metrics(node.ports(), shared.rings());
      metrics.shows(Doors.of(HttpSettings.Limits.DEFAULT.bounds()));
      metrics.request("/alive", "GET", 200, System.nanoTime());
      var named =
          all().stream()
              .flatMap(metric -> types(metric).stream())
              .collect(Collectors.toCollection(TreeSet::new));
      var shown = new TreeSet<String>();
      TYPE.matcher(metrics.scrape())
          .results()
          .forEach(type -> shown.add(type.group(1) + " " + type.group(2)));
      assertEquals(Set.of(), minus(shown, named));
      // What is told apart by jobs, engines, states or tiers is shown once there is one.
      assertEquals(
          Set.of("job", "engine", "state", "tier", "result"),
          all().stream()
              .filter(metric -> types(metric).stream().anyMatch(type -> !shown.contains(type)))
              .flatMap(metric -> metric.labels().stream())
              .collect(Collectors.toSet()));
      shared.close();
    }
  }

  private static List<String> types(Metric metric) {
    var type = metric.name() + " " + metric.kind().word();
    return metric.kind() == Kind.HISTOGRAM
        ? List.of(type, metric.name() + "_max gauge")
        : List.of(type);
  }

  private static Set<String> minus(Set<String> all, Set<String> some) {
    var rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  @Test
  void framesCountByWhatTheyAreAndWhereTheyWere() {
    try (var node = new FakeNode(10)) {
      var metrics = new HttpMetrics(node);
      metrics.frame(frame(FrameHead.DISK, FrameHead.ENCODED, 0, FrameHead.OK));
      metrics.frame(frame(FrameHead.ORIGIN, FrameHead.PREPARED, FrameHead.BY_PEER, FrameHead.OK));
      metrics.frame(
          frame(FrameHead.LAMBDA, FrameHead.ENCODED, FrameHead.SUBSTITUTED, FrameHead.OK));
      metrics.frame(frame(FrameHead.MEMORY, FrameHead.ENCODED, 0, FrameHead.OK));
      metrics.frame(frame(FrameHead.ORIGIN, FrameHead.ENCODED, 0, FrameHead.UNDECODABLE));
      var text = metrics.scrape();
      for (var line :
          List.of(
              "sheaf_samples_total{kind=\"encoded\",tier=\"disk\"} 1.0",
              "sheaf_samples_total{kind=\"prepared\",tier=\"origin\"} 1.0",
              "sheaf_samples_total{kind=\"decoded\",tier=\"origin\"} 0.0",
              "sheaf_samples_from_peers_total 1.0",
              "sheaf_samples_substituted_total 1.0",
              "sheaf_samples_failed_total{status=\"undecodable\"} 1.0",
              "sheaf_samples_failed_total{status=\"missing\"} 0.0",
              "sheaf_cache_hit_ratio 0.75")) {
        assertTrue(text.contains(line + "\n"), () -> line + " is not in\n" + text);
      }
    }
  }

  private static FrameHead frame(byte tier, byte form, int flags, byte status) {
    return new FrameHead(1, 0, 0, -1, tier, form, (byte) flags, status);
  }
}
