package dev.sheaf.simulation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateVerbTest {
  @TempDir Path folder;

  @BeforeEach
  void fillTheShelf() throws IOException {
    Toy.shelf(folder.resolve("shelf"));
    Files.createDirectories(folder.resolve("results"));
  }

  private Toy.Outcome simulate(String... arguments) {
    var all = Stream.concat(Stream.of("simulate"), Stream.of(arguments)).toArray(String[]::new);
    return Toy.run(folder.resolve("shelf"), all);
  }

  private void expectRefusal(String part, String... arguments) {
    var outcome = simulate(arguments);
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains(part), outcome.err());
    assertFalse(outcome.err().contains("\tat "), outcome.err());
    assertEquals("", outcome.out());
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void aGroupRunsAllBelowItAndCountsWhatWasReproduced() {
    var outcome = simulate("group");
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains("2 figures: 2 reproduced; 4 runs in"), outcome.out());
    assertTrue(outcome.out().contains("again: ./sheaf simulate group --seed 1"), outcome.out());
    assertTrue(outcome.out().lines().allMatch(line -> line.length() <= 120), outcome.out());
  }

  @Test
  void aBindingFigureThatIsMissedEndsWithStatusOne() throws IOException {
    var path = file("it.conf", Toy.HALVES.replace("value = 0.5", "value = 0.6"));
    var outcome = simulate(path);
    assertEquals(1, outcome.status());
    assertTrue(outcome.out().contains("NOT reproduced"), outcome.out());
    var known =
        Toy.HALVES.replace("value = 0.5", "value = 0.6, standing = knownToDiffer, why = \"it is\"");
    assertEquals(0, simulate(file("it.conf", known)).status());
  }

  @Test
  void aMistakeIsNamedWithTheNearestName() throws IOException {
    expectRefusal("did you mean group/halves?", "group/halfs");
    expectRefusal("did you mean cache.fraction?", "group", "--set", "cache.fracton=0.2");
    expectRefusal("did you mean fifo?", "group", "--set", "policy=fif");
    expectRefusal("did you mean toy?", file("it.conf", Toy.HALVES.replace("= toy", "= to")));
    expectRefusal("--list says which", new String[0]);
  }

  @Test
  void valuesWithoutUnitOrOutOfRangeOrContradictoryAreRefused() throws IOException {
    expectRefusal("a size such as 8 GiB", "group/halves", "--set", "cache.memory=4096");
    expectRefusal("cache.fraction must be", "group/halves", "--set", "cache.fraction=-1");
    expectRefusal("needs cache.memory above", "group/halves", "--set", "cache.memory=0 B");
    expectRefusal(
        "which is not measured", file("it.conf", Toy.HALVES.replace("metric = h", "metric = H")));
    expectRefusal("the scenario no:", file("no.conf", "title = {"));
    expectRefusal("not text in UTF-8", binary());
  }

  private String binary() throws IOException {
    return Files.write(folder.resolve("raw.conf"), new byte[] {(byte) 0xff, 0}).toString();
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() {
    expectRefusal("--seed and --seeds", "group", "--seed", "1", "--seeds", "1..2");
    expectRefusal("--all and SCENARIO", "group", "--all");
    expectRefusal("is set twice", "group", "--set", "policy=lru", "--sweep", "policy=lru,fifo");
    expectRefusal("two values", "group", "--set", "policy=lru", "--set", "policy=fifo");
    expectRefusal("key=value", "group", "--set", "policy");
    expectRefusal("must rise", "group", "--seeds", "3..1");
    expectRefusal("--case must be 1..3", "group/sweep", "--case", "4");
  }

  @Test
  void tooManyRunsAreRefusedWithTheLimit() {
    expectRefusal("at most 10,000", "group", "--seeds", "1..5001");
    expectRefusal("10,000", "group", "--seeds", "1..9223372036854775807");
    var values =
        String.join(
            ",", Stream.iterate(1, i -> i + 1).limit(101).map(i -> "0." + (1000 + i)).toList());
    expectRefusal(
        "at most 10,000",
        "group/halves",
        "--sweep",
        "cache.fraction=" + values,
        "--seeds",
        "1..100");
  }

  @Test
  void jsonHasTheFieldsThatAreDocumented() throws IOException {
    var outcome = simulate("group/halves", "--json");
    var row = json(outcome.out()).get(0);
    assertEquals("group/halves", row.get("scenario").asText());
    assertEquals(1, row.get("seed").asLong());
    assertEquals("lru", row.get("policy").asText());
    assertEquals(0.5, row.get("metrics").get("hitRatio").asDouble());
    assertTrue(row.get("metrics").get("undefined").isNull());
    assertEquals("hitRatio", row.get("oracle").get("name").asText());
    assertEquals(0.001, row.get("oracle").get("tolerance").asDouble());
    assertEquals("reproduced", row.get("verdict").asText());
    assertTrue(row.get("pass").asBoolean());
    assertTrue(outcome.err().contains("1 figure: 1 reproduced"), outcome.err());
    var unjudged = json(simulate("group/sweep", "--json").out()).get(1);
    assertFalse(unjudged.has("pass") || unjudged.has("oracle"), unjudged.toString());
    assertEquals("cache.fraction=0.2", unjudged.get("case").asText());
  }

  @Test
  void aScenarioAfterJsonIsAScenarioAndNotAFile() throws IOException {
    var path = file("mine.conf", Toy.HALVES);
    assertEquals(1, json(simulate("--json", path).out()).size());
    assertEquals(Toy.HALVES, Files.readString(Path.of(path)));
    assertEquals(1, json(simulate("--json", "group/halves").out()).size());
  }

  @Test
  void whatCannotBeWrittenIsRefusedBeforeTheWork() {
    expectRefusal("--html cannot write", "group", "--html", folder + "/none/a.html");
    expectRefusal("needs a file", "group", "--json", folder.toString());
    var same = folder + "/results/a";
    expectRefusal("the same file", "group", "--html", same, "--json", same);
  }

  @Test
  void aRunThatFailsLeavesOldResultsAndNothingElse() throws IOException {
    var page = Files.writeString(folder.resolve("results/a.html"), "old");
    var arguments =
        new String[] {
          "group/halves",
          "--faults",
          "random",
          "--seeds",
          "1..9",
          "--html",
          page.toString(),
          "--json",
          folder + "/results/a.json"
        };
    var outcome = simulate(arguments);
    assertEquals(1, outcome.status());
    assertEquals("old", Files.readString(page));
    try (var left = Files.list(folder.resolve("results"))) {
      assertEquals(1, left.count());
    }
  }

  @Test
  void aSwarmStopsAtTheFirstViolationAndSaysHowToSeeItAgain() {
    var outcome = simulate("group", "--faults", "random", "--seeds", "1..1000");
    assertEquals(1, outcome.status());
    assertTrue(
        outcome.err().contains("NoSampleTwicePerEpoch does not hold: sample 3"), outcome.err());
    var again = "again: ./sheaf simulate group/halves --faults random --case 1 --seed 7";
    assertTrue(outcome.err().contains(again), outcome.err());
    assertEquals(0, simulate("group", "--faults", "random", "--seeds", "8..20").status());
  }

  @Test
  void aSweepIsAComparisonAndJudgesNothing() throws IOException {
    var outcome =
        simulate("group/sweep", "--sweep", "cache.fraction=0.3,0.6", "--sweep", "policy=lru,fifo");
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains("fraction=0.6 policy=fifo"), outcome.out());
    assertTrue(outcome.out().contains("4 runs in"), outcome.out());
    assertFalse(outcome.out().contains("reproduced"), outcome.out());
  }

  @Test
  void aGroupLeavesOutWhatHasNoDataHereAndSaysSo() throws IOException {
    var traced = Toy.HALVES.replace("policy = lru", "trace = gone.csv");
    Files.writeString(folder.resolve("shelf/group/traced.conf"), traced);
    var outcome = simulate("group");
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains("group/traced is skipped: there is no trace gone.csv"));
    expectRefusal("there is no trace gone.csv", "group/traced");
  }

  @Test
  void theWidestTableFitsItsLines() throws IOException {
    var wide =
        Toy.HALVES
                .replace("cache.fraction = 0.5", "cache { fraction = 0.5, memory = 123456789 B }")
                .replace("value = 0.5", "value = 2252000000000, tolerance = 50000000")
            + "cases = [ { name = \""
            + "a very long name of a case ".repeat(9)
            + "\" } ]";
    var path = file("a-scenario-with-a-name-that-is-far-too-long-for-its-column.conf", wide);
    var outcome = simulate(path);
    assertEquals(1, outcome.status(), outcome.err());
    var table = outcome.out().lines().takeWhile(line -> !line.isEmpty()).toList();
    assertTrue(table.stream().allMatch(line -> line.length() <= 120), outcome.out());
  }

  @Test
  void whatShipsIsListed() throws IOException {
    var table = simulate("--list").out();
    assertTrue(table.contains("group/halves") && table.contains("Half <and> half"), table);
    assertEquals(3, json(simulate("--list", "--json").out()).get(1).get("cases").asInt());
  }

  @Test
  void seedsOfOneCaseAreOneLine() {
    var outcome = simulate("group/halves", "--seeds", "1,2,5");
    assertTrue(outcome.out().contains("1 figure: 1 reproduced; 3 runs in"), outcome.out());
  }
}
