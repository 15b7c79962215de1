package dev.sheaf.http.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Grafana board and the rules for Prometheus name what a node shows. */
final class ObservabilityTest {
  private static final Path FOLDER = Path.of("../deploy/observability");
  private static final Path BOARD = FOLDER.resolve("grafana-sheaf.json");
  private static final Path RULES = FOLDER.resolve("prometheus-rules.yaml");
  private static final Pattern NAME = Pattern.compile("\\bsheaf_[a-z_]+");

  private static Set<String> documented() {
    var names = new TreeSet<String>();
    for (var family : MetricsPage.families().values()) {
      for (var metric : family) {
        if (metric.kind() == Metric.Kind.HISTOGRAM) {
          Stream.of("_bucket", "_count", "_sum", "_max").forEach(x -> names.add(metric.name() + x));
        } else {
          names.add(metric.name());
        }
      }
    }
    return names;
  }

  private static void checkNames(String where, String expression) {
    var names = NAME.matcher(expression).results().map(each -> each.group()).toList();
    assertTrue(
        expression.contains("sheaf:") || !names.isEmpty(), () -> where + " asks for no metric");
    var unknown = new TreeSet<>(names);
    unknown.removeAll(documented());
    assertEquals(Set.of(), unknown, () -> where + ": " + expression);
  }

  @Test
  void theBoardAsksForMetricsThatAreDocumented() throws Exception {
    var board = new ObjectMapper().readTree(BOARD.toFile());
    var ids = new TreeSet<Integer>();
    var asked = 0;
    for (var panel : board.path("panels")) {
      assertTrue(ids.add(panel.path("id").asInt()), () -> "an id is there twice: " + panel);
      var place = panel.path("gridPos");
      assertTrue(place.path("x").asInt() + place.path("w").asInt() <= 24, place::toString);
      for (var target : panel.path("targets")) {
        asked++;
        checkNames(panel.path("title").asText(), target.path("expr").asText());
      }
    }
    assertTrue(asked > 30, "so many queries: " + asked);
    for (var variable : board.at("/templating/list")) {
      if (variable.path("type").asText().equals("query")) {
        checkNames(variable.path("name").asText(), variable.path("definition").asText());
      }
    }
  }

  @Test
  void theRulesAskForMetricsThatAreDocumentedAndSayWhatToDo() throws Exception {
    var rules = new ObjectMapper(new YAMLFactory()).readTree(RULES.toFile());
    var names = new TreeSet<String>();
    for (var group : rules.path("groups")) {
      for (var rule : group.path("rules")) {
        var name = rule.path(rule.has("alert") ? "alert" : "record").asText();
        assertTrue(names.add(name), () -> name + " is there twice");
        checkNames(name, rule.path("expr").asText());
        if (rule.has("alert")) {
          says(name, rule);
        }
      }
    }
    assertTrue(names.size() > 10, names::toString);
  }

  private static void says(String name, JsonNode rule) {
    assertTrue(Set.of("critical", "warning").contains(rule.at("/labels/severity").asText()), name);
    assertFalse(rule.at("/annotations/summary").asText().isEmpty(), name);
    assertTrue(rule.at("/annotations/description").asText().length() > 40, name);
  }

  @Test
  void prometheusTakesTheRules() throws Exception {
    var promtool = Path.of("/usr/bin/promtool");
    assumeTrue(Files.isExecutable(promtool), "skipped: no promtool here (apt install prometheus)");
    var check =
        new ProcessBuilder(promtool.toString(), "check", "rules", RULES.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, check.waitFor(), said);
    System.out.print(said);
  }
}
