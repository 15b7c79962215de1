package dev.sheaf.node.cli;

import dev.sheaf.node.config.Settings;
import dev.sheaf.node.doctor.Checkup;
import dev.sheaf.node.doctor.Finding;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is wrong with this machine and these settings, and how to mend it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Find what is wrong with this set-up and say how to mend it.")
final class DoctorVerb implements Callable<Integer> {
  @Mixin Output output = new Output();
  @Mixin SettingsOptions options = new SettingsOptions();

  @Override
  public Integer call() {
    Settings settings = options.read(List.of());
    var findings = Checkup.of(settings);
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
    output.result(findings, table.text());
    return findings.stream().anyMatch(f -> f.verdict() == Finding.Verdict.BROKEN) ? 1 : 0;
  }
}
