package dev.sheaf.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.sheaf.actors.disk.DiskFolder;
import dev.sheaf.actors.origin.OriginPrice;
import dev.sheaf.policies.books.ModelBook;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.model.EvictionOrder;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Turns merged sources into {@link Settings}, holding each value against its range. */
public final class SettingsReader {
  private static final long MEBIBYTE = 1L << 20;
  private static final double MOST_USD = 1_000;
  private static final double PICO_PER_USD = 1e12;

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
        new Settings.Readers(
            number("data.connections", 1, 65_536),
            duration("data.reader-patience", 1),
            matching("data.announce", "|[^/?#@\\s]+:\\d{1,5}", "empty or host:port"),
            overload()),
        new Settings.Gateway(file("s3.keys-file")),
        cluster(),
        cache(),
        origin(),
        new Settings.Journal(text("journal.url")),
        new Settings.Job(number("job.keep-epochs", 1, 100), duration("job.lease", 1)),
        new Settings.Gpu(
            number("gpu.slots", 0, 1024),
            size("gpu.slot-memory", MEBIBYTE),
            choice("gpu.trainer", Set.of("djl", "python")),
            text("gpu.libraries"),
            new Settings.Programs(
                matching("gpu.python", ".+", "an interpreter such as /usr/bin/python3"),
                commands(),
                duration("gpu.patience", 1),
                number("gpu.prewarm", 0, 64),
                duration("gpu.prewarm-idle", 1))),
        models(),
        tuner(),
        new Settings.Tasks(number("tasks.slots", 1, 1024), size("tasks.capacity", MEBIBYTE)),
        new Settings.Ephemeral(
            number("ephemeral.memory-percent", 0, 75),
            size("ephemeral.disk", 0),
            number("ephemeral.network-mbps", 1, 1_000_000_000)),
        lambda(),
        SecuritySettings.of(config));
  }

  private Settings.Overload overload() {
    return new Settings.Overload(
        number("overload.requests", 1, 1_000_000),
        size("overload.request-memory", MEBIBYTE),
        size("overload.answer-memory", MEBIBYTE));
  }

  private Settings.Models models() {
    var disk = text("models.disk-path");
    var order = choice("models.policy", Set.of("lru", "lfu", "fifo", "eager"));
    return new Settings.Models(
        new ModelBook.Budgets(
            size("models.device", MEBIBYTE), size("models.memory", 0), size("models.disk", 0)),
        (disk.isEmpty() ? Path.of(text("state")).resolve("models/nodes") : Path.of(disk))
            .toAbsolutePath(),
        order.equals("lfu") ? EvictionOrder.LCU : EvictionOrder.valueOf(constant(order)),
        size("models.process-memory", 0),
        duration("models.idle", 1));
  }

  private List<String> commands() {
    var commands = list("gpu.commands");
    if (commands.stream().anyMatch(String::isBlank)) {
      throw unfit("gpu.commands", "command lines such as \"python3 train.py\", none empty,");
    }
    return commands;
  }

  private LambdaSettings lambda() {
    var mode = choice("lambda.mode", Set.of("off", "local", "aws"));
    var code = code();
    var nodes = number("lambda.nodes", 1, 10_000);
    if (!mode.equals("off") && nodes < code.chunks()) {
      throw unfit("lambda.nodes", "at least the %d chunks of %s".formatted(code.chunks(), code));
    }
    return new LambdaSettings(
        LambdaSettings.Mode.valueOf(constant(mode)),
        matching(
            "lambda.cluster", "[a-z0-9]{1,32}", "1..32 small letters and digits, without a dash"),
        nodes,
        functionMb(),
        code,
        text("lambda.warm-up").equals("auto")
            ? Optional.empty()
            : Optional.of(duration("lambda.warm-up", 1_000)),
        LambdaSettings.Refill.valueOf(
            constant(choice("lambda.refill", Set.of("on-read", "at-once")))),
        number("lambda.tasks", 0, 1_000),
        functionPrices(),
        bridge(),
        aws());
  }

  private FunctionPrices functionPrices() {
    var gbSecond = text("lambda.architecture").equals("arm64") ? "arm" : "x86";
    return new FunctionPrices(
        picoUsd("lambda.price.request-usd-per-million") / 1_000_000,
        picoUsd("lambda.price.%s-gb-second-usd".formatted(gbSecond)),
        1,
        true);
  }

  private int functionMb() {
    var bytes = size("lambda.memory", 128 * MEBIBYTE);
    if (bytes % MEBIBYTE != 0 || bytes > 10_240 * MEBIBYTE) {
      throw unfit("lambda.memory", "whole MiB, 128 MiB..10240 MiB");
    }
    return (int) (bytes / MEBIBYTE);
  }

  private StripeCode code() {
    try {
      return StripeCode.parse(text("lambda.code"));
    } catch (IllegalArgumentException e) {
      throw unfit("lambda.code", "data+parity such as 10+2, at most 64 together");
    }
  }

  private LambdaSettings.Bridge bridge() {
    var address = address("lambda.bridge");
    var given = text("lambda.bridge.dial-host");
    var dialHost = given.isEmpty() ? address.host() : given;
    if (dialHost.equals("0.0.0.0") || dialHost.equals("::")) {
      throw unfit(
          "lambda.bridge.dial-host", "an address that functions can dial where all are bound");
    }
    return new LambdaSettings.Bridge(address, dialHost);
  }

  private LambdaSettings.Aws aws() {
    var subnets = list("lambda.subnets");
    var groups = list("lambda.security-groups");
    if (subnets.isEmpty() != groups.isEmpty()) {
      throw new SettingsException(
          "sheaf.lambda.subnets and sheaf.lambda.security-groups must both be given, or neither,"
              + " but were %s and %s".formatted(subnets, groups));
    }
    return new LambdaSettings.Aws(
        text("lambda.region"),
        endpoint("lambda.endpoint"),
        matching(
            "lambda.role-arn",
            "|arn:aws[a-z-]*:iam::\\d{12}:role/.+",
            "empty or arn:aws:iam::ACCOUNT:role/NAME"),
        choice("lambda.architecture", Set.of("x86_64", "arm64")),
        subnets,
        groups);
  }

  private String matching(String key, String pattern, String rule) {
    var value = text(key);
    if (!value.matches(pattern)) {
      throw unfit(key, rule);
    }
    return value;
  }

  private static String constant(String value) {
    return value.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private Settings.Tuner tuner() {
    var least = size("tuner.least-bytes", MEBIBYTE);
    return new Settings.Tuner(
        flag("tuner.enabled"),
        number("tuner.most-readers", 1, 1024),
        least,
        size("tuner.job-bytes", least),
        size("tuner.node-bytes", least));
  }

  private List<String> roles() {
    var roles = list("roles");
    roles.forEach(role -> Choices.hold("roles", role, Set.of("cache", "gpu", "gateway")));
    if (roles.isEmpty()) {
      throw new SettingsException("sheaf.roles must name at least one of cache, gpu, gateway");
    }
    return roles;
  }

  private Settings.Cluster cluster() {
    return ClusterSettings.of(
        config,
        address("cluster"),
        list("cluster.seeds"),
        choice("cluster.fail-over", Set.of("fast", "safe")));
  }

  private Settings.Cache cache() {
    return new Settings.Cache(
        size("cache.memory", MEBIBYTE),
        disk(),
        new Settings.Form(
            choice("cache.form", Set.of("auto", "encoded", "decoded")),
            size("cache.decoded-memory", MEBIBYTE)),
        number("cache.partitions", 1, 65_536),
        choice("cache.policy", Set.copyOf(Residency.NAMES)),
        number("cache.derived-percent", 0, 90),
        new Settings.Division(flag("cache.division.enabled"), duration("cache.division.rest", 100)),
        text("cache.look-ahead").equals("auto") ? -1 : size("cache.look-ahead", 0),
        size("cache.reply-memory", MEBIBYTE),
        size("cache.shared-memory", 0),
        number("cache.pending-batches", 1, 1_000_000));
  }

  private Settings.Disk disk() {
    var capacity = size("cache.disk", 0);
    if (capacity > 0 && capacity < DiskFolder.LEAST_BYTES) {
      throw unfit("cache.disk", "0, or at least " + DiskFolder.LEAST_BYTES + " bytes");
    }
    var path = text("cache.disk-path");
    return new Settings.Disk(
        capacity,
        (path.isEmpty() ? Path.of(text("state")).resolve("disk") : Path.of(path)).toAbsolutePath());
  }

  private Settings.Origin origin() {
    var roots = list("origin.file.roots");
    return new Settings.Origin(
        roots.stream().map(Path::of).map(Path::toAbsolutePath).toList(),
        number("origin.parallel-reads", 1, 1024),
        new OriginPrice(
            picoUsd("origin.price.get-usd-per-thousand") / 1_000,
            picoUsd("origin.price.read-usd-per-gib")),
        new Settings.Emulation(
            flag("origin.emulate.enabled"),
            duration("origin.emulate.first-byte", 0),
            number("origin.emulate.requests-per-second", 1, 10_000_000),
            size("origin.emulate.bytes-per-second", 1024)),
        s3());
  }

  private Settings.S3 s3() {
    return new Settings.S3(
        endpoint("origin.s3.endpoint"),
        text("origin.s3.region"),
        choice("origin.s3.path-style", Set.of("auto", "on", "off")),
        choice("origin.s3.checksums", Set.of("auto", "when-supported", "when-required")),
        choice("origin.s3.credentials", Set.of("default", "anonymous")),
        text("origin.s3.profile"),
        number("origin.s3.max-connections", 1, 10_000),
        number("origin.s3.max-attempts", 1, 20),
        new Settings.S3Limits(
            duration("origin.s3.connect-timeout", 1),
            duration("origin.s3.acquire-timeout", 1),
            duration("origin.s3.read-timeout", 1),
            duration("origin.s3.attempt-timeout", 1),
            duration("origin.s3.call-timeout", 1)));
  }

  private String endpoint(String key) {
    return matching(key, "|https?://[^/?#@\\s]+/?", "empty or http(s)://host:port");
  }

  private Settings.Address address(String section) {
    var host = text(section + ".host");
    if (!loopback(section, host) && text("auth.tokens-file").isEmpty()) {
      throw new SettingsException(
          "sheaf."
              + section
              + ".host is "
              + host
              + ", which others can reach: set sheaf.auth.tokens-file first, or use 127.0.0.1");
    }
    return new Settings.Address(host, number(section + ".port", 0, 65_535));
  }

  private static boolean loopback(String section, String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new SettingsException(
          "sheaf." + section + ".host is " + host + ", which is not known here: use an address");
    }
  }

  private String text(String key) {
    return form(key, "a text", () -> config.getString("sheaf." + key));
  }

  private boolean flag(String key) {
    return form(key, "true or false", () -> config.getBoolean("sheaf." + key));
  }

  private Optional<Path> file(String key) {
    return Optional.of(text(key)).filter(path -> !path.isEmpty()).map(Path::of);
  }

  private List<String> list(String key) {
    return form(key, "a list, [a, b]", () -> config.getStringList("sheaf." + key));
  }

  private Duration duration(String key, long leastMillis) {
    var duration = form(key, "a duration such as 60 s", () -> config.getDuration("sheaf." + key));
    if (duration.toMillis() < leastMillis) {
      throw unfit(key, "at least " + leastMillis + " ms");
    }
    return duration;
  }

  private long size(String key, long least) {
    long bytes = form(key, "a size such as 2 GiB", () -> config.getBytes("sheaf." + key));
    if (bytes < least) {
      throw unfit(key, "at least " + least + " bytes");
    }
    return bytes;
  }

  /** Dollars, as picodollars. */
  private long picoUsd(String key) {
    var usd = form(key, "a number of dollars", () -> config.getDouble("sheaf." + key));
    if (!(usd >= 0 && usd <= MOST_USD)) {
      throw unfit(key, "0.." + MOST_USD);
    }
    return Math.round(usd * PICO_PER_USD);
  }

  private int number(String key, int least, int most) {
    var value = form(key, "a whole number", () -> config.getNumber("sheaf." + key)).doubleValue();
    if (value != Math.rint(value)) {
      throw unfit(key, "a whole number");
    }
    if (value < least || value > most) {
      throw unfit(key, least + ".." + most);
    }
    return (int) value;
  }

  private String choice(String key, Set<String> allowed) {
    var value = text(key);
    Choices.hold(key, value, allowed);
    return value;
  }

  private <T> T form(String key, String rule, Supplier<T> read) {
    try {
      return read.get();
    } catch (ConfigException e) {
      throw unfit(key, rule);
    }
  }

  private SettingsException unfit(String key, String rule) {
    var value = config.getValue("sheaf." + key).unwrapped();
    return new SettingsException("sheaf." + key + " must be " + rule + " but was " + value);
  }
}
