package dev.sheaf.node.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Settings: what is in force, and where it came from. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Show the settings in force.",
    subcommands = ConfigVerb.Show.class)
final class ConfigVerb {
  private ConfigVerb() {}

  @Command(name = "show", mixinStandardHelpOptions = true, description = "Show every setting.")
  static final class Show implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin SettingsOptions options = new SettingsOptions();

    @Option(names = "--origin", description = "also say where each value came from")
    boolean origin;

    @Override
    public Integer call() {
      var sources = options.sources(List.of());
      var values = new LinkedHashMap<String, Object>();
      var table = origin ? new Table("setting", "value", "from") : new Table("setting", "value");
      sources
          .origins()
          .forEach((key, from) -> {
            var value = withoutPassword(sources.merged().getValue(key).unwrapped());
            values.put(key, origin ? new Sourced(value, from) : value);
            if (origin) {
              table.row(key, value, from);
            } else {
              table.row(key, value);
            }
          });
      output.result(values, table.text());
      return 0;
    }
  }

  /** A value, without the password that may be in it. */
  static Object withoutPassword(Object value) {
    return value instanceof String text
        ? text.replaceAll("(?i)(password=)[^&;]*", "$1***").replaceAll("//[^/@?]*@", "//***@")
        : value;
  }

  private record Sourced(Object value, String from) {}
}
