package dev.sheaf.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.sheaf.policies.vocabulary.NearestName;
import dev.sheaf.sharding.bootstrap.Contacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads how nodes find one another: by seeds, or by a name. */
final class ClusterSettings {
  private static final String CONTACT = "sheaf.cluster.contact.";
  private static final List<String> WAYS = List.of("seeds", "dns", "kubernetes");
  private static final int MOST_PORT = 65_535;
  private static final int MOST_REQUIRED = 1_000;

  private final Config config;

  private ClusterSettings(Config config) {
    this.config = config;
  }

  /**
   * What the settings say.
   *
   * @throws SettingsException when a value cannot be used
   */
  static Settings.Cluster of(
      Config config, Settings.Address address, List<String> seeds, String failOver) {
    seeds.forEach(ClusterSettings::holdSeed);
    var contacts = new ClusterSettings(config).contacts(address.host(), seeds);
    return new Settings.Cluster(address, seeds, contacts, failOver);
  }

  private static void holdSeed(String seed) {
    if (!seed.matches("[^:\\s]+:\\d{1,5}") || !isPort(seed.substring(seed.indexOf(':') + 1))) {
      throw new SettingsException(
          "sheaf.cluster.seeds takes host:port, the port 1..65535, but had " + seed);
    }
  }

  private static boolean isPort(String digits) {
    return Integer.parseInt(digits) >= 1 && Integer.parseInt(digits) <= MOST_PORT;
  }

  private Optional<Contacts> contacts(String host, List<String> seeds) {
    var discovery = config.getString("sheaf.cluster.discovery");
    var name = text("name");
    if (!WAYS.contains(discovery)) {
      throw new SettingsException(
          "sheaf.cluster.discovery must be one of %s but was %s%s"
              .formatted(
                  String.join(", ", WAYS),
                  discovery,
                  NearestName.of(discovery, WAYS)
                      .map(near -> ": did you mean " + near + "?")
                      .orElse("")));
    }
    if (discovery.equals("seeds")) {
      if (!name.isEmpty()) {
        throw new SettingsException(
            CONTACT
                + "name is "
                + name
                + ", which nobody looks up: set sheaf.cluster.discovery to dns or kubernetes, or"
                + " leave the name empty");
      }
      return Optional.empty();
    }
    if (!seeds.isEmpty()) {
      throw new SettingsException(
          "sheaf.cluster.seeds is %s, and sheaf.cluster.discovery is %s: nodes join seeds or look"
                  .formatted(seeds, discovery)
              + " for one another, so leave one out");
    }
    var way = discovery.equals("dns") ? dns(name) : kubernetes(name);
    return Optional.of(
        new Contacts(
            way, name, host, number("port", MOST_PORT), number("required-nodes", MOST_REQUIRED)));
  }

  private Contacts.Way dns(String name) {
    hold(
        name.length() <= 253 && name.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*"),
        "name",
        "a DNS name whose addresses are the nodes', or _service._tcp.name with SRV records",
        name);
    var resolver = text("resolver");
    hold(
        resolver.isEmpty() || resolver.matches("[^:/\\s]+:\\d{1,5}"),
        "resolver",
        "empty or host:port of a name server",
        resolver);
    return new Contacts.Dns(resolver);
  }

  private Contacts.Way kubernetes(String name) {
    hold(
        name.matches("[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?"),
        "name",
        "the value of the pods' label app",
        name);
    return new Contacts.Kubernetes(Path.of(text("account")));
  }

  private String text(String key) {
    return config.getString(CONTACT + key);
  }

  private int number(String key, int most) {
    try {
      var value = config.getNumber(CONTACT + key).doubleValue();
      hold(value == Math.rint(value) && value >= 1 && value <= most, key, "1.." + most, value);
      return (int) value;
    } catch (ConfigException form) {
      throw new SettingsException(CONTACT + key + " must be a whole number but was " + text(key));
    }
  }

  private static void hold(boolean fits, String key, String rule, Object value) {
    if (!fits) {
      throw new SettingsException(
          CONTACT + key + " must be " + rule + ", but was " + (value.equals("") ? "empty" : value));
    }
  }
}
