package dev.sheaf.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The manual page, made from the verbs and options themselves. */
@Command(
    name = "man",
    mixinStandardHelpOptions = true,
    description = {"Print the manual page:", "./sheaf man > sheaf.1 && man ./sheaf.1"})
final class ManVerb implements Callable<Integer> {
  @Mixin Output output = new Output();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var page = page(spec.root());
    output.result(Json.MAPPER.createObjectNode().put("page", page), page);
    return 0;
  }

  private static String page(CommandSpec root) {
    var lines = new ArrayList<String>();
    lines.add(".TH SHEAF 1 \"\" \"" + plain(root.version()[0]) + "\" \"Sheaf\"");
    lines.add(".SH NAME");
    lines.add("sheaf \\- " + words(root.usageMessage().description()));
    lines.add(".SH SYNOPSIS");
    lines.add(".B sheaf");
    lines.add("VERB [OPTIONS]");
    lines.add(".SH VERBS");
    root.subcommands().values().forEach(verb -> verb(verb.getCommandSpec(), lines));
    lines.add(".SH EXIT STATUS");
    lines.add("0 done, 1 failed, 2 wrong use.");
    lines.add(".SH ENVIRONMENT");
    lines.add(".TP\n.B SHEAF_URL\nthe node that verbs talk to");
    lines.add(".TP\n.B SHEAF_TOKEN\nthe token that they show it");
    lines.add(".TP\n.B SHEAF_SECTION_KEY\na setting, as sheaf.section.key");
    lines.add(".TP\n.B SHEAF_LOG, SHEAF_LOG_FORMAT\nhow much a node logs, and as json or text");
    lines.add(".TP\n.B NO_COLOR\nno colours");
    return String.join("\n", lines);
  }

  private static void verb(CommandSpec verb, List<String> lines) {
    if (verb.usageMessage().hidden()) {
      return;
    }
    lines.add(".SS " + plain(verb.qualifiedName(" ")));
    lines.add(words(verb.usageMessage().description()));
    if (verb.subcommands().isEmpty()) {
      verb.positionalParameters().forEach(each -> argument(plain(each.paramLabel()), each, lines));
      verb.options().stream()
          .filter(option -> !option.hidden())
          .forEach(option -> {
            var label = option.arity().max() > 0 ? " " + option.paramLabel() : "";
            argument(plain(String.join(", ", option.names()) + label), option, lines);
          });
    }
    verb.subcommands().values().forEach(below -> verb(below.getCommandSpec(), lines));
  }

  private static void argument(String name, ArgSpec argument, List<String> lines) {
    lines.add(".TP");
    lines.add(".B " + name);
    lines.add(words(argument.description()));
  }

  private static String words(String[] description) {
    var text = plain(String.join(" ", description).replace("%%", "%"));
    return text.startsWith(".") || text.startsWith("'") ? "\\&" + text : text;
  }

  /** As troff takes it: a hyphen that is typed must stay one. */
  private static String plain(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
  }
}
