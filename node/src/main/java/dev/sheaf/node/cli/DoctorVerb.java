package dev.sheaf.node.cli;

import dev.sheaf.node.config.Settings;
import dev.sheaf.node.config.SettingsSources;
import dev.sheaf.node.doctor.Bundle;
import dev.sheaf.node.doctor.Checkup;
import dev.sheaf.node.doctor.Finding;
import dev.sheaf.node.doctor.Redaction;
import dev.sheaf.node.doctor.Threads;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is wrong with this machine and these settings, and how to mend it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Find what is wrong with this set-up and say how to mend it.")
final class DoctorVerb implements Callable<Integer> {
  private static final List<String> ASKED =
      List.of("/metrics", "/ready", "/v1/cluster", "/v1/lambda/nodes", "/v1/jobs?limit=1000");

  @Mixin Output output = new Output();
  @Mixin SettingsOptions options = new SettingsOptions();
  @Mixin ApiClient api = new ApiClient();

  @Option(
      names = "--origin",
      paramLabel = "URI",
      description = "also list and read there: s3://bucket/prefix or file:///path; may be repeated")
  List<URI> places = new ArrayList<>();

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = {
        "write one archive for who helps from afar: findings, settings, versions, figures and",
        "threads of the nodes here; secrets are taken out"
      })
  @Nullable Path bundle;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "with --bundle: take the end of this log in; may be repeated")
  List<Path> logs = new ArrayList<>();

  @Override
  public Integer call() {
    var sources = options.sources(List.of());
    Settings settings = options.read(List.of());
    var findings = Checkup.of(settings, places);
    var table = table(findings);
    output.result(findings, table.text());
    if (bundle != null) {
      write(bundle, sources, settings, table.text());
    }
    return findings.stream().anyMatch(f -> f.verdict() == Finding.Verdict.BROKEN) ? 1 : 0;
  }

  private static Table table(List<Finding> findings) {
    var table = new Table("", "what", "found", "what to do");
    for (var finding : findings) {
      table.row(
          switch (finding.verdict()) {
            case FINE -> "ok";
            case SLOWER -> "slow";
            case BROKEN -> "BAD";
          },
          finding.what(),
          finding.found(),
          finding.remedy());
    }
    return table;
  }

  private void write(Path file, SettingsSources sources, Settings settings, String findings) {
    var all = new Bundle(new Redaction(secrets(sources, settings)));
    all.add("findings.txt", findings).add("versions.txt", versions());
    all.add("settings.txt", settings(sources));
    for (var path : ASKED) {
      all.add("node" + path.replaceAll("\\?.*", ""), asked(path));
    }
    Threads.ofNodes().forEach((pid, dump) -> all.add("threads/" + pid + ".txt", dump));
    logs.forEach(all::addTail);
    try {
      all.write(file);
    } catch (IOException e) {
      throw new CliException(
          "cannot write " + file + ": check that its folder exists and may be written");
    }
    output.say("wrote " + file + ": " + String.join(", ", all.names()));
    output.say("secrets were taken out; read it before you give it away");
  }

  private String asked(String path) {
    try {
      return api.text(path);
    } catch (CliException silent) {
      return String.valueOf(silent.getMessage());
    }
  }

  private static String settings(SettingsSources sources) {
    var table = new Table("setting", "value", "from");
    sources
        .origins()
        .forEach((key, from) ->
            table.row(
                key, ConfigVerb.withoutPassword(sources.merged().getValue(key).unwrapped()), from));
    return table.text();
  }

  private static String versions() {
    return List.of(
            "java.vm.name",
            "java.vm.version",
            "java.home",
            "os.name",
            "os.version",
            "os.arch",
            "user.dir",
            "java.class.path")
        .stream()
        .map(name -> name + " " + System.getProperty(name, ""))
        .collect(
            Collectors.joining(
                System.lineSeparator(),
                "processors " + Runtime.getRuntime().availableProcessors() + System.lineSeparator(),
                ""));
  }

  /** What must be nowhere in the bundle: passwords, and whole files of keys and tokens. */
  private static List<String> secrets(SettingsSources sources, Settings settings) {
    var secrets = new ArrayList<>(Redaction.secretsOf(System.getenv()));
    var files = new ArrayList<Path>();
    settings.gateway().keysFile().ifPresent(files::add);
    var tokens = sources.merged().getString("sheaf.auth.tokens-file");
    if (!tokens.isEmpty()) {
      files.add(Path.of(tokens));
    }
    for (var file : files) {
      try {
        for (var line : Files.readAllLines(file)) {
          secrets.addAll(List.of(line.split("[\\s:=,\"]+")));
        }
      } catch (IOException unreadable) {
        // Then this user knows none of what is in it.
      }
    }
    return secrets;
  }
}
