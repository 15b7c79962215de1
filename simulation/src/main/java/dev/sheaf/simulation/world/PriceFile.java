package dev.sheaf.simulation.world;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.economics.Prices;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads a price list: a resource {@code prices/NAME.conf}, or a file whose path ends in {@code
 * .conf}. Every entry names its source and its date.
 *
 * <p><i>Errors:</i> {@link BadScenario} names the list, the entry and the rule.
 */
public final class PriceFile {
  private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000);
  private static final int MOST_DIGITS = 24;
  private static final BigDecimal PICO = BigDecimal.TEN.pow(12);

  private static final Map<String, BigDecimal> PER =
      Map.of(
          "million", BigDecimal.valueOf(1_000_000),
          "thousand", BigDecimal.valueOf(1_000),
          "million KB", BigDecimal.valueOf(1_000_000),
          "GB-second", BigDecimal.ONE,
          "GB-hour", BigDecimal.ONE,
          "GB-month", BigDecimal.ONE,
          "GB", BigDecimal.ONE,
          "hour", BigDecimal.ONE);

  private final String list;
  private final Config file;

  private PriceFile(String list, Config file) {
    this.list = list;
    this.file = file;
  }

  /** The price list with this name or path. */
  public static Prices read(String list) {
    try {
      if (list.endsWith(".conf")) {
        if (!Files.isReadable(Path.of(list))) {
          throw new BadScenario("the price list " + list + " cannot be read");
        }
        return new PriceFile(list, ConfigFactory.parseFile(Path.of(list).toFile())).prices();
      }
      var resource = "prices/" + list + ".conf";
      if (PriceFile.class.getClassLoader().getResource(resource) == null) {
        throw new BadScenario(
            "there is no price list %s: name one that ships (2020, 2026) or a .conf file"
                .formatted(list));
      }
      return new PriceFile(list, ConfigFactory.parseResources(resource)).prices();
    } catch (ConfigException e) {
      throw new BadScenario("the price list %s: %s".formatted(list, e.getMessage()));
    }
  }

  private Prices prices() {
    return new Prices(
        file.getString("name"),
        new FunctionPrices(
            pico("functions.request", "million"),
            pico("functions.duration", "GB-second"),
            sourced("functions.tick").getInt("millis"),
            sourced("functions.init").getBoolean("billed")),
        names("stores").stream().map(this::store).toList(),
        names("services").stream().map(this::service).toList(),
        names("instances").stream().map(this::instance).toList());
  }

  private Prices.ObjectStore store(String name) {
    var at = "stores." + ConfigUtil.quoteString(name);
    return new Prices.ObjectStore(
        name,
        pico(at + ".get", "thousand"),
        pico(at + ".put", "thousand"),
        pico(at + ".read", "GB"),
        pico(at + ".keep", "GB-month"));
  }

  private Prices.MemoryService service(String name) {
    var at = "services." + ConfigUtil.quoteString(name);
    return new Prices.MemoryService(
        name, pico(at + ".keep", "GB-hour"), pico(at + ".read", "million KB"));
  }

  private Prices.Instance instance(String name) {
    var at = "instances." + ConfigUtil.quoteString(name);
    return new Prices.Instance(
        name,
        pico(at + ".rent", "hour"),
        new Parameters(sourced(at + ".holds")).bytes("size", ""),
        new Parameters(sourced(at + ".sends")).bytesPerSecond("rate", ""));
  }

  private List<String> names(String group) {
    return file.getConfig(group).root().keySet().stream().sorted().toList();
  }

  private long pico(String path, String per) {
    var entry = sourced(path);
    if (!entry.getString("per").equals(per)) {
      throw new BadScenario(
          "%s of the price list %s must be per %s but was per %s"
              .formatted(path, list, per, entry.getString("per")));
    }
    var usd = usd(path, entry.getString("usd"));
    var divisor = java.util.Objects.requireNonNull(PER.get(per));
    return usd.multiply(PICO).divide(divisor, 0, RoundingMode.HALF_UP).longValueExact();
  }

  /**
   * An amount that fits: numbers like 1e-999999999 are quick to read and not to be reckoned with.
   */
  private BigDecimal usd(String path, String text) {
    try {
      var usd = new BigDecimal(text);
      if (usd.signum() >= 0 && usd.compareTo(MOST_USD) <= 0 && usd.scale() <= MOST_DIGITS) {
        return usd;
      }
    } catch (NumberFormatException none) {
      // Told below.
    }
    throw new BadScenario(
        "%s of the price list %s must be a number of dollars from 0 to %s, with %d digits behind the point at most, but was %s"
            .formatted(path, list, MOST_USD, MOST_DIGITS, text));
  }

  private Config sourced(String path) {
    var entry = file.getConfig(path);
    for (var key : List.of("source", "date")) {
      if (!entry.hasPath(key) || entry.getString(key).isBlank()) {
        throw new BadScenario(
            "%s of the price list %s must name its %s".formatted(path, list, key));
      }
    }
    return entry;
  }
}
