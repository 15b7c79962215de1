package dev.sheaf.node.cli;

import dev.sheaf.node.config.Settings;
import dev.sheaf.node.config.SettingsReader;
import dev.sheaf.node.config.SettingsSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which settings are given; mixed into the verbs that run a node. */
public final class SettingsOptions {
  @Option(names = "--config", paramLabel = "FILE", description = "settings file in HOCON")
  @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "one setting; may be repeated; sheaf. may be left out")
  List<String> overrides = new ArrayList<>();

  /** The sources as given, with where each value came from. */
  public SettingsSources sources(List<String> further) {
    var all = new ArrayList<>(overrides);
    all.addAll(further);
    return SettingsSources.read(config, System.getenv(), all);
  }

  /** The settings as given, with {@code further} overrides on top. */
  public Settings read(List<String> further) {
    return SettingsReader.read(sources(further));
  }
}
