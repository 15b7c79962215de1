package dev.sheaf.simulation.cli;

import dev.sheaf.simulation.report.ReportPage;
import dev.sheaf.simulation.report.Reproduction;
import dev.sheaf.simulation.report.Results;
import java.util.HashSet;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The files that {@code simulate} writes for people. */
final class Destinations {
  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "a page with charts, which needs neither a network nor a script")
  @Nullable String html;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "every expected figure as Markdown; so docs/reproduction.md is made")
  @Nullable String markdown;

  private @Nullable ResultFile page;
  private @Nullable ResultFile text;

  /** Refuses files that cannot be written, before long work is done for them. */
  void expectWritable(@Nullable ResultFile other) {
    page = html == null ? null : ResultFile.of("--html", html);
    text = markdown == null ? null : ResultFile.of("--markdown", markdown);
    var paths = new HashSet<String>();
    Stream.of(page, text, other)
        .filter(Objects::nonNull)
        .map(file -> Objects.requireNonNull(file).path().toString())
        .forEach(path -> {
          if (!paths.add(path)) {
            throw CliException.wrongUse("two results would be written to the same file: " + path);
          }
        });
  }

  /** Whether curves will be drawn. */
  boolean draw() {
    return html != null;
  }

  /** Writes what was asked for. */
  void write(Invocation invocation, Asked asked, Results results) {
    if (page != null) {
      var commands =
          new ReportPage.Commands(
              invocation.command(), name -> invocation.of(asked.argument(name)).command());
      var report = new ReportPage(commands, invocation.seedText(), results).html();
      page.write(writer -> writer.write(report));
    }
    if (text != null) {
      var command = invocation.and("--markdown", Objects.requireNonNull(markdown)).command();
      var report = new Reproduction(command, invocation.seedText(), results).markdown();
      text.write(writer -> writer.write(report));
    }
  }
}
