package dev.sheaf.node.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Settings of a node that is there for a while: on free ports, with its state in a folder of its
 * own, and the same whatever the user has set.
 */
public final class ScratchSettings {
  private ScratchSettings() {}

  /** Those, and {@code more}, each {@code key=value}. */
  public static Settings of(Path state, List<String> more) {
    return SettingsReader.read(SettingsSources.read(null, Map.of(), lines(state, more)));
  }

  /** The same for a process, each {@code key=value}. */
  public static List<String> lines(Path state, List<String> more) {
    var lines = new ArrayList<>(List.of("state=" + state, "http.port=0"));
    lines.addAll(more);
    return lines;
  }
}
