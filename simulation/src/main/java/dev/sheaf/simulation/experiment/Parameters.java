package dev.sheaf.simulation.experiment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.sheaf.policies.vocabulary.NearestName;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads the parameters of a scenario strictly: a value needs its unit and its range, and a key that
 * nobody asked for is an error.
 *
 * <p>A default given as text reads like the file would: {@code bytes("cache.memory", "8 GiB")}.
 */
public final class Parameters {
  private static final Pattern QUANTITY =
      Pattern.compile("\\s*([-+]?[0-9.]+(?:[eE][-+]?\\d+)?)\\s*([a-zA-Z%/]*)\\s*");

  private static final Map<String, Double> BYTES =
      Map.ofEntries(
          Map.entry("b", 1.0),
          Map.entry("kb", 1e3),
          Map.entry("mb", 1e6),
          Map.entry("gb", 1e9),
          Map.entry("tb", 1e12),
          Map.entry("kib", 0x1p10),
          Map.entry("mib", 0x1p20),
          Map.entry("gib", 0x1p30),
          Map.entry("tib", 0x1p40));

  private static final Map<String, Double> NANOS =
      Map.of("ns", 1.0, "us", 1e3, "ms", 1e6, "s", 1e9, "min", 60e9, "h", 3_600e9, "d", 86_400e9);

  private final Config config;
  private final TreeSet<String> asked = new TreeSet<>();
  private final TreeMap<String, String> used = new TreeMap<>();

  /** Over the parameters of a scenario, overrides applied. */
  public Parameters(Config config) {
    this.config = config;
  }

  /** A whole number of something. */
  public long count(String key, long fallback, long least, long most) {
    var text = text(key, Long.toString(fallback)).replace("_", "");
    try {
      return within(key, Long.parseLong(text.strip()), least, most);
    } catch (NumberFormatException e) {
      throw new BadScenario(
          "%s must be a whole number from %d to %d but was \"%s\""
              .formatted(key, least, most, text));
    }
  }

  /** A whole number that fits an {@code int}. */
  public int number(String key, int fallback, int least, int most) {
    return (int) count(key, fallback, least, most);
  }

  /** A number without a unit. */
  public double ratio(String key, double fallback, double least, double most) {
    var text = text(key, Double.toString(fallback));
    try {
      return within(key, Double.parseDouble(text.strip()), least, most);
    } catch (NumberFormatException e) {
      throw new BadScenario(
          "%s must be a number from %s to %s but was \"%s\"".formatted(key, least, most, text));
    }
  }

  /** A size; its unit is B, kB, MB, GB, TB, KiB, MiB, GiB or TiB. */
  public long bytes(String key, String fallback) {
    return whole(key, quantity(key, text(key, fallback), BYTES, "a size such as 8 GiB"));
  }

  /** A rate in bytes a second, such as {@code 75 MB/s}; Mb/s and Gb/s are bits. */
  public long bytesPerSecond(String key, String fallback) {
    var text = text(key, fallback).strip();
    var bits = Pattern.compile("(?<=[\\s\\dkMGT])b/s$").matcher(text).find();
    var size = text.endsWith("/s") ? text.substring(0, text.length() - 2) : text + "?";
    var value = quantity(key, size, BYTES, "a rate such as 75 MB/s or 10 Gb/s");
    return whole(key, bits ? value / 8 : value);
  }

  /** A time span in nanoseconds; its unit is ns, us, ms, s, min, h or d. */
  public long nanos(String key, String fallback) {
    return whole(key, quantity(key, text(key, fallback), NANOS, "a time such as 20 ms"));
  }

  /** One of a few names. */
  public String choice(String key, String fallback, Collection<String> names) {
    var name = text(key, fallback);
    if (!names.contains(name)) {
      throw new BadScenario(
          "%s must be one of %s but was \"%s\"%s"
              .formatted(key, String.join(", ", names), name, didYouMean(name, names)));
    }
    return name;
  }

  /** Yes or no. */
  public boolean flag(String key, boolean fallback) {
    return switch (text(key, Boolean.toString(fallback)).toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default ->
          throw new BadScenario(
              "%s must be true or false but was \"%s\"".formatted(key, config.getString(key)));
    };
  }

  /** A list of texts; a single text is a list of one. */
  public List<String> list(String key, List<String> fallback) {
    asked.add(key);
    if (!config.hasPath(key)) {
      used.put(key, String.join(",", fallback));
      return fallback;
    }
    try {
      var values = config.getStringList(key);
      used.put(key, String.join(",", values));
      return List.copyOf(values);
    } catch (ConfigException.WrongType e) {
      return List.of(text(key, ""));
    }
  }

  /** A text. */
  public String text(String key, String fallback) {
    asked.add(key);
    try {
      var text = config.hasPath(key) ? config.getString(key) : fallback;
      used.put(key, text);
      return text;
    } catch (ConfigException.WrongType e) {
      throw new BadScenario(key + " must be a single value but was a list or a group");
    }
  }

  /** True when the file sets the key. */
  public boolean has(String key) {
    asked.add(key);
    return config.hasPath(key);
  }

  /** Everything that was read, as text, defaults included. */
  public SortedMap<String, String> used() {
    return new TreeMap<>(used);
  }

  /** Refuses keys that nobody asked for. */
  public void expectNothingElse() {
    for (var entry : config.entrySet()) {
      var key = entry.getKey();
      if (!asked.contains(key)) {
        throw new BadScenario(
            "unknown key %s%s; known are %s"
                .formatted(key, didYouMean(key, asked), String.join(", ", asked)));
      }
    }
  }

  /** {@code : did you mean X?}, or nothing when no name is near. */
  public static String didYouMean(String given, Collection<String> names) {
    return NearestName.of(given, names).map(name -> ": did you mean " + name + "?").orElse("");
  }

  private static double quantity(
      String key, String text, Map<String, Double> units, String example) {
    var match = QUANTITY.matcher(text);
    var unit = match.matches() ? units.get(match.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw new BadScenario("%s must be %s but was \"%s\"".formatted(key, example, text.strip()));
    }
    try {
      return Double.parseDouble(match.group(1)) * unit;
    } catch (NumberFormatException e) {
      throw new BadScenario("%s must be %s but was \"%s\"".formatted(key, example, text.strip()));
    }
  }

  private static long whole(String key, double value) {
    return Math.round(within(key, value, 0, 1e18));
  }

  private static long within(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new BadScenario("%s must be %d..%d but was %d".formatted(key, least, most, value));
    }
    return value;
  }

  private static double within(String key, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new BadScenario("%s must be %s..%s but was %s".formatted(key, least, most, value));
    }
    return value;
  }
}
