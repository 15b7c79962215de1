package dev.sheaf.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.sheaf.policies.vocabulary.NearestName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lays the sources of settings over one another and remembers where each value came from. */
public final class SettingsSources {
  private final Config reference = ConfigFactory.parseResources("sheaf-reference.conf");
  private final TreeMap<String, String> origins = new TreeMap<>();
  private Config merged = reference;

  private SettingsSources() {
    known().forEach(key -> origins.put(key, "default"));
  }

  /**
   * Reads all sources.
   *
   * @param file the file given on the command line, if any
   * @param environment variables of the process; those not named after a setting are ignored
   * @param overrides {@code key=value}, where {@code sheaf.} may be left out
   * @throws SettingsException when a source is unreadable or names an unknown key
   */
  public static SettingsSources read(
      @Nullable Path file, Map<String, String> environment, List<String> overrides) {
    var sources = new SettingsSources();
    if (file != null) {
      sources.layFile(file);
    }
    sources.layEnvironment(environment);
    overrides.forEach(sources::layOverride);
    return sources;
  }

  /** All values, defaults included. */
  public Config merged() {
    return merged.resolve();
  }

  /** Where each key's value came from, in order of key. */
  public Map<String, String> origins() {
    return origins;
  }

  /** All keys there are, in order. */
  public Set<String> known() {
    var keys = new TreeSet<String>();
    reference.entrySet().forEach(entry -> keys.add(entry.getKey()));
    return keys;
  }

  private void layFile(Path file) {
    if (!Files.isReadable(file)) {
      throw new SettingsException(
          "the settings file " + file + " cannot be read: check the path given with --config");
    }
    try {
      var parsed = ConfigFactory.parseFile(file.toFile()).resolve();
      parsed.entrySet().forEach(entry -> note(entry.getKey(), file.toString()));
      merged = parsed.withFallback(merged);
    } catch (ConfigException e) {
      throw new SettingsException("the settings file is not valid HOCON: " + e.getMessage());
    }
  }

  private void layEnvironment(Map<String, String> environment) {
    for (var key : known()) {
      var name = variableOf(key);
      var value = environment.get(name);
      if (value != null) {
        lay(key, value, "environment " + name);
      }
    }
  }

  private void layOverride(String override) {
    var at = override.indexOf('=');
    if (at < 1) {
      throw new SettingsException("--set takes key=value but was " + override);
    }
    var key = override.substring(0, at).strip();
    lay(key.startsWith("sheaf.") ? key : "sheaf." + key, override.substring(at + 1), "--set");
  }

  private void lay(String key, String text, String source) {
    note(key, source);
    var value =
        reference.getValue(key).unwrapped() instanceof List
            ? ConfigValueFactory.fromIterable(split(text))
            : ConfigValueFactory.fromAnyRef(text);
    merged = merged.withValue(key, value);
  }

  private void note(String key, String source) {
    if (!known().contains(key)) {
      var nearest = NearestName.of(key, known());
      throw new SettingsException(
          "unknown setting "
              + key
              + " ("
              + source
              + ")"
              + nearest.map(name -> ": did you mean " + name + "?").orElse(""));
    }
    origins.put(key, source);
  }

  static String variableOf(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static List<String> split(String text) {
    var parts = new ArrayList<String>();
    for (var part : text.replace("[", "").replace("]", "").split(",", -1)) {
      if (!part.isBlank()) {
        parts.add(part.strip().replaceAll("^\"|\"$", ""));
      }
    }
    return parts;
  }
}
