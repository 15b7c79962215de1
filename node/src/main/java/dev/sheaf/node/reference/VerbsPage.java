package dev.sheaf.node.reference;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every verb of the command line with its options. */
final class VerbsPage {
  private static final List<String> EVERYWHERE = List.of("--help", "--version");

  private VerbsPage() {}

  static String of(CommandSpec sheaf) {
    var page =
        new Markdown(
            "Verbs",
            "Made from the command line by `./sheaf reference`; `--help` of any verb says the same."
                + " Exit status: 0 done, 1 failed, 2 wrong use.");
    for (var verb : sheaf.subcommands().values()) {
      add(page, verb.getCommandSpec());
    }
    return page.toString();
  }

  private static void add(Markdown page, CommandSpec verb) {
    if (verb.usageMessage().hidden()) {
      return;
    }
    page.section(verb.qualifiedName(" "));
    // Of a library's verb the description is a pattern with ends of lines.
    page.paragraph(String.join(" ", verb.usageMessage().description()).replace("%n", ""));
    var rows = new ArrayList<List<String>>();
    verb.positionalParameters().stream().map(VerbsPage::row).forEach(rows::add);
    verb.options().stream()
        .filter(option -> !option.hidden() && !EVERYWHERE.contains(option.longestName()))
        .map(VerbsPage::row)
        .forEach(rows::add);
    if (!rows.isEmpty()) {
      page.paragraph("").table(List.of("", ""), rows);
    }
    verb.subcommands().values().forEach(inner -> add(page, inner.getCommandSpec()));
  }

  private static List<String> row(PositionalParamSpec parameter) {
    return List.of(
        Markdown.code(parameter.paramLabel()), String.join(" ", parameter.description()));
  }

  private static List<String> row(OptionSpec option) {
    var names = String.join(", ", option.names());
    var label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    return List.of(Markdown.code(names + label), String.join(" ", option.description()));
  }
}
