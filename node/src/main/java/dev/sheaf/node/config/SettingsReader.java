package dev.sheaf.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.sheaf.policies.vocabulary.NearestName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Turns merged sources into {@link Settings}, holding each value against its range. */
public final class SettingsReader {
  private static final long MEBIBYTE = 1L << 20;

  private final Config config;

  private SettingsReader(Config config) {
    this.config = config;
  }

  /**
   * The settings that the sources give.
   *
   * @throws SettingsException when a value has the wrong form or is out of its range
   */
  public static Settings read(SettingsSources sources) {
    return new SettingsReader(sources.merged()).settings();
  }

  private Settings settings() {
    return new Settings(
        roles(),
        Path.of(text("state")).toAbsolutePath(),
        address("http"),
        address("data"),
        cluster(),
        cache(),
        origin(),
        new Settings.Journal(text("journal.url")),
        new Settings.Job(number("job.keep-epochs", 1, 100), duration("job.lease")),
        new Settings.Gpu(
            number("gpu.slots", 0, 1024),
            choice("gpu.trainer", Set.of("djl")),
            text("gpu.libraries")));
  }

  private List<String> roles() {
    var roles = form("roles", () -> config.getStringList("sheaf.roles"));
    roles.forEach(role -> among("roles", role, Set.of("cache", "gpu", "gateway")));
    if (roles.isEmpty()) {
      throw new SettingsException("sheaf.roles must name at least one of cache, gpu, gateway");
    }
    return roles;
  }

  private Settings.Cluster cluster() {
    var seeds = form("cluster.seeds", () -> config.getStringList("sheaf.cluster.seeds"));
    for (var seed : seeds) {
      if (!seed.matches("[^:\\s]+:\\d{1,5}")) {
        throw new SettingsException("sheaf.cluster.seeds takes host:port but had " + seed);
      }
    }
    return new Settings.Cluster(
        address("cluster"), seeds, choice("cluster.fail-over", Set.of("fast", "safe")));
  }

  private Settings.Cache cache() {
    return new Settings.Cache(
        size("cache.memory", MEBIBYTE),
        number("cache.partitions", 1, 65_536),
        choice("cache.policy", Set.of("pinned", "lru")),
        size("cache.reply-memory", MEBIBYTE),
        number("cache.pending-batches", 1, 1_000_000));
  }

  private Settings.Origin origin() {
    var roots = form("origin.file.roots", () -> config.getStringList("sheaf.origin.file.roots"));
    return new Settings.Origin(
        roots.stream().map(Path::of).map(Path::toAbsolutePath).toList(),
        number("origin.parallel-reads", 1, 1024),
        new Settings.Emulation(
            form("origin.emulate.enabled", () -> config.getBoolean("sheaf.origin.emulate.enabled")),
            duration("origin.emulate.first-byte"),
            number("origin.emulate.requests-per-second", 1, 10_000_000),
            size("origin.emulate.bytes-per-second", 1024)));
  }

  private Settings.Address address(String section) {
    var host = text(section + ".host");
    if (!loopback(host) && text("auth.tokens-file").isEmpty()) {
      throw new SettingsException(
          "sheaf."
              + section
              + ".host is "
              + host
              + ", which others can reach: set sheaf.auth.tokens-file first, or use 127.0.0.1");
    }
    return new Settings.Address(host, number(section + ".port", 0, 65_535));
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new SettingsException("the host " + host + " is not known: use an address");
    }
  }

  private String text(String key) {
    return form(key, () -> config.getString("sheaf." + key));
  }

  private java.time.Duration duration(String key) {
    return form(key, () -> config.getDuration("sheaf." + key));
  }

  private long size(String key, long least) {
    long bytes = form(key, () -> config.getBytes("sheaf." + key));
    if (bytes < least) {
      throw new SettingsException(
          "sheaf." + key + " must be at least " + least + " bytes but was " + bytes);
    }
    return bytes;
  }

  private int number(String key, int least, int most) {
    int value = form(key, () -> config.getInt("sheaf." + key));
    if (value < least || value > most) {
      throw new SettingsException(
          "sheaf." + key + " must be " + least + ".." + most + " but was " + value);
    }
    return value;
  }

  private String choice(String key, Set<String> allowed) {
    var value = text(key);
    among(key, value, allowed);
    return value;
  }

  private static void among(String key, String value, Set<String> allowed) {
    if (!allowed.contains(value)) {
      var sorted = allowed.stream().sorted().toList();
      throw new SettingsException(
          "sheaf."
              + key
              + " must be one of "
              + String.join(", ", sorted)
              + " but was "
              + value
              + NearestName.of(value, sorted).map(n -> ": did you mean " + n + "?").orElse(""));
    }
  }

  private static <T> T form(String key, Supplier<T> read) {
    try {
      return read.get();
    } catch (ConfigException e) {
      throw new SettingsException(
          "sheaf." + key + " has the wrong form: " + String.valueOf(e.getMessage()));
    }
  }
}
