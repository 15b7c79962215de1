package dev.sheaf.node.cli;

import static dev.sheaf.node.cli.Typed.says;
import static dev.sheaf.node.cli.Typed.sheaf;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command line says and with which status it ends, without a node. */
final class SheafCliTest {
  @TempDir Path folder;

  @Test
  void anUnknownVerbIsWrongUseAndTheNearestIsNamed() {
    says(sheaf("stats").with(2).err(), "'stats'", "Did you mean", "status");
    says(sheaf("job", "runn").with(2).err(), "'runn'", "Did you mean", "job run");
    says(sheaf("demo", "--job", "2").with(2).err(), "'--job'", "--jobs");
  }

  @Test
  void aResultFileThatCannotBeWrittenIsRefusedBeforeTheWork() {
    var absent = folder.resolve("absent").resolve("result.json").toString();
    var refused = sheaf("demo", "--json", absent).with(1);
    refused.complaint("cannot write", absent);
    assertEquals("", refused.out(), "work was begun");
  }

  @Test
  void whatWasNotMeasuredIsNullInJson() throws IOException {
    record Figures(double measured, double not, Double neither) {}
    assertEquals(
        "{\"measured\":0.5,\"not\":null,\"neither\":null}",
        Json.MAPPER
            .writer()
            .without(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsString(new Figures(.5, Double.NaN, Double.POSITIVE_INFINITY)));
  }

  @Test
  void aVerbIsNeeded() {
    says(sheaf().with(2).err(), "a verb is needed", "demo", "doctor");
    says(sheaf("job").with(2).err(), "subcommand", "watch");
  }

  @Test
  void theHelpOfEachVerbNamesItsOptions() {
    for (var verb : verbs(SheafCli.commandLine(), List.of())) {
      var help = sheaf(with(verb.path(), "--help")).with(0);
      assertEquals("", help.err());
      for (var line : verb.command().getCommandSpec().usageMessage().description()) {
        assertDoesNotThrow(() -> line.formatted(), "a lone % is no format: " + line);
      }
      for (var option : verb.command().getCommandSpec().options()) {
        if (!option.hidden()) {
          says(help.out(), option.longestName());
        }
      }
      for (var inner : verb.command().getSubcommands().entrySet()) {
        if (!inner.getValue().getCommandSpec().usageMessage().hidden()) {
          says(help.out(), inner.getKey());
        }
      }
    }
  }

  @Test
  void theSimulatorsVerbsAreListedAndSayWhereTheyLive() {
    says(sheaf("--help").with(0).out(), "simulate", "plan");
    says(sheaf("simulate", "oracles").with(2).err(), "belongs to the simulator");
    says(sheaf("bench", "sim").with(2).err(), "belongs to the simulator");
  }

  @Test
  void eachVerbCanAnswerInJson() {
    for (var verb : verbs(SheafCli.commandLine(), List.of())) {
      if (verb.command().getSubcommands().isEmpty()) {
        assertTrue(
            verb.command().getCommandSpec().optionsMap().containsKey("--json"),
            () -> verb.path() + " has no --json");
      }
    }
  }

  @Test
  void theSettingsAreShownWithTheirSources() throws IOException {
    var file = Files.writeString(folder.resolve("sheaf.conf"), "sheaf.gpu.trainer = djl");
    var shown =
        sheaf(
                "config",
                "show",
                "--origin",
                "--json",
                "--config",
                file.toString(),
                "--set",
                "gpu.slots=3")
            .with(0)
            .json();
    var slots = shown.path("sheaf.gpu.slots");
    assertEquals("3", slots.path("value").asText());
    assertEquals("--set", slots.path("from").asText());
    assertEquals(file.toString(), shown.path("sheaf.gpu.trainer").path("from").asText());
    var table = sheaf("config", "show", "--origin", "--set", "gpu.slots=3").with(0).out();
    says(table, "setting", "value", "from");
    assertTrue(
        table.lines().anyMatch(line -> line.matches("sheaf\\.gpu\\.slots +3 +--set")), table);
    assertFalse(sheaf("config", "show").with(0).out().contains("from"));
  }

  @Test
  void aPasswordIsNeverShown() {
    for (var url : List.of("//host/db?user=u&password=sesame", "//u:sesame@host/db")) {
      var shown = sheaf("config", "show", "--set", "journal.url=jdbc:postgresql:" + url).with(0);
      says(shown.out(), "jdbc:postgresql:", "***", "host/db");
      assertFalse(shown.out().contains("sesame"), shown::out);
    }
  }

  @Test
  void anUnfitSettingIsWrongUseInOneLine() {
    sheaf("config", "show", "--set", "gpu.slot=1")
        .with(2)
        .complaint("did you mean sheaf.gpu.slots?");
    sheaf("doctor", "--set", "http.port=high").with(2).complaint("sheaf.http.port", "high");
    sheaf("serve", "--role", "gpv").with(2).complaint("sheaf.roles", "gpv", "gpu?");
  }

  @Test
  void theDoctorWritesItsFindingsAsJson() throws IOException {
    var file = folder.resolve("findings.json");
    var ended = doctor("--json", file.toString());
    var findings = new ObjectMapper().readTree(file.toFile());
    assertTrue(findings.isArray() && findings.size() > 5, findings::toString);
    for (var finding : findings) {
      for (var key : List.of("verdict", "what", "found", "remedy")) {
        assertTrue(finding.path(key).isTextual(), () -> key + " in " + finding);
      }
      assertEquals(
          finding.path("verdict").asText().equals("FINE"),
          finding.path("remedy").asText().isEmpty());
    }
    var broken =
        StreamSupport.stream(findings.spliterator(), false)
            .anyMatch(finding -> finding.path("verdict").asText().equals("BROKEN"));
    ended.with(broken ? 1 : 0);
    says(ended.out(), "what to do", "state folder");
  }

  @Test
  void theDoctorNamesAPortThatIsInUse() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = String.valueOf(taken.getLocalPort());
      says(doctor("--set", "http.port=" + port).with(1).out(), port + " is in use", "another port");
    }
  }

  @Test
  void theDoctorNamesAJournalThatCannotBe() {
    for (var url : List.of("pg", "jdbc:", "jdbc:mysql://host/db", "jdbc:postgresql://a b/c")) {
      says(
          doctor("--set", "journal.url=" + url).with(1).out(),
          "BAD",
          "names no database",
          "sheaf.journal.url");
    }
  }

  @Test
  void aResultThatCannotBeWrittenIsOneLine() {
    var file = folder.resolve("absent/findings.json").toString();
    doctor("--json", file).with(1).complaint("cannot write " + file, "folder");
  }

  @Test
  void withoutANodeTheStatusSaysHowToStartOne() throws IOException {
    var url = "http://127.0.0.1:" + closedPort();
    for (var verb : List.of("status", "job ls", "dataset ls", "job watch j", "dataset warm d")) {
      sheaf(with(List.of(verb.split(" ")), "--url", url)).with(1).complaint(url, "./sheaf serve");
    }
  }

  @Test
  void anAddressThatIsNoneIsWrongUse() {
    for (var url : List.of("localhost:8700", "ftp://host", "http://a b")) {
      sheaf("status", "--url", url).with(2).complaint("--url", url);
    }
  }

  @Test
  void aJobIsChangedByWhatIsNamed() {
    says(sheaf("job", "set", "mine").with(2).err(), "--priority", "--look-ahead");
    sheaf("job", "set", "mine", "--look-ahead", "much").with(2).complaint("much", "16MiB");
  }

  @Test
  void aJobFileThatCannotBeReadIsNamed() {
    var file = folder.resolve("absent.yaml").toString();
    sheaf("job", "run", file).with(1).complaint(file, "cannot be read");
  }

  @Test
  void aJobFileMustHoldOneObject() throws IOException {
    for (var text : List.of("", "[1, 2]", "name", "42")) {
      var file = Files.writeString(folder.resolve("job.yaml"), text).toString();
      sheaf("job", "run", file).with(1).complaint(file, "one JSON or YAML object");
    }
  }

  @Test
  void aJobFileThatIsNoYamlIsNamed() throws IOException {
    var file = Files.writeString(folder.resolve("job.yaml"), "{name: [").toString();
    says(sheaf("job", "run", file).with(1).err(), file, "neither JSON nor YAML");
  }

  @Test
  void anAnchorThatIsNoneIsWrongUse() {
    sheaf("bench", "batches", "--vs", "nonsense").with(2).complaint("--vs", "redis", "nonsense");
  }

  @Test
  void aBenchmarkOutOfItsRangesIsWrongUse() {
    sheaf("bench", "batches", "--batch", "0").with(2).complaint("--batch must be 1..65536", "0");
    sheaf("bench", "batches", "--samples", "-1").with(2).complaint("--samples must be 1..", "-1");
    sheaf("bench", "store", "--mebibytes", "0").with(2).complaint("--mebibytes must be 1..", "0");
    sheaf("bench", "store", "--sample-bytes", "0").with(2).complaint("--sample-bytes must be");
    sheaf("bench", "erasure", "--code", "ten").with(2).complaint("--code", "10+2", "ten");
    sheaf("bench", "erasure", "--code", "4+0").with(2).complaint("--code must have", "4+0");
    sheaf("bench", "erasure", "--vs", "redis").with(2).complaint("--vs must be isal", "redis");
    sheaf("bench", "erasure", "--chunk-bytes", "0").with(2).complaint("--chunk-bytes must be 1..");
  }

  @Test
  void aDemoOutOfItsRangesIsWrongUse() {
    says(sheaf("demo", "--jobs", "0").with(2).err(), "--jobs must be 1..16 but was 0");
    says(sheaf("demo", "--epochs", "1001").with(2).err(), "--epochs must be 1..1000 but was 1001");
    says(
        sheaf("demo", "--cache-fraction", "NaN").with(2).err(), "--cache-fraction must be above 0");
    says(sheaf("demo", "--jobs", "many").with(2).err(), "--jobs", "many");
  }

  @Test
  void aDemoOfAbsentDataIsOneLine() {
    var absent = folder.resolve("absent").toString();
    sheaf("demo", "--data", absent).with(1).complaint("--data " + absent, "check the path");
  }

  @Test
  void aDemoOfAFolderThatLinksToItselfIsOneLine() throws IOException {
    Files.createSymbolicLink(folder.resolve("again"), folder);
    sheaf("demo", "--data", folder.toString()).with(1).complaint(folder.toString(), "links");
  }

  private record Verb(List<String> path, CommandLine command) {}

  /** The verbs of this program; those of the simulator's only name themselves here. */
  private static List<Verb> verbs(CommandLine command, List<String> path) {
    var all = new ArrayList<Verb>();
    all.add(new Verb(path, command));
    command
        .getSubcommands()
        .forEach((name, sub) -> {
          var elsewhere = sub.getCommandSpec().userObject() instanceof SimulatorVerbs.Elsewhere;
          if (!name.equals("help") && !elsewhere) {
            all.addAll(verbs(sub, List.of(with(path, name))));
          }
        });
    return all;
  }

  private Typed doctor(String... options) {
    var quiet =
        List.of(
            "doctor",
            "--set",
            "http.port=0",
            "--set",
            "cache.memory=16 MiB",
            "--set",
            "state=" + folder.resolve("state"));
    return sheaf(with(quiet, options));
  }

  private static String[] with(List<String> words, String... further) {
    var all = new ArrayList<>(words);
    all.addAll(List.of(further));
    return all.toArray(String[]::new);
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
