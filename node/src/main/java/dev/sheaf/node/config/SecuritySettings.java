package dev.sheaf.node.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who is let in, and how bytes are protected on their way.
 *
 * @param tokensFile of hashed tokens; empty = nobody is asked
 * @param clusterKeyFile what nodes know one another by; empty = this node is alone
 * @param tls of the API, the data port and the actors
 * @param networkIsPrivate true when the operator says that only who may can reach the node's
 *     network
 */
public record SecuritySettings(
    Optional<Path> tokensFile,
    Optional<Path> clusterKeyFile,
    Optional<Tls> tls,
    boolean networkIsPrivate) {
  /**
   * PEM files.
   *
   * @param authority what signs the certificates of all nodes; empty = nodes show none
   */
  public record Tls(Path certificate, Path key, Optional<Path> authority) {}

  static SecuritySettings of(Config config) {
    return new SecuritySettings(
        file(config, "auth.tokens-file"),
        file(config, "auth.cluster-key-file"),
        tls(config),
        flag(config, "cluster.network-is-private"));
  }

  private static Optional<Tls> tls(Config config) {
    var certificate = file(config, "tls.certificate");
    var key = file(config, "tls.key");
    var authority = file(config, "tls.ca");
    if (certificate.isPresent() != key.isPresent() || (authority.isPresent() && key.isEmpty())) {
      throw new SettingsException(
          "sheaf.tls.certificate and sheaf.tls.key must both be given, or neither, and sheaf.tls.ca"
              + " only with them");
    }
    return certificate.map(path -> new Tls(path, key.orElseThrow(), authority));
  }

  private static Optional<Path> file(Config config, String key) {
    return Optional.of(config.getString("sheaf." + key))
        .filter(path -> !path.isEmpty())
        .map(Path::of);
  }

  private static boolean flag(Config config, String key) {
    return switch (config.getString("sheaf." + key)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new SettingsException(
              "sheaf.%s must be true or false but was %s"
                  .formatted(key, config.getString("sheaf." + key)));
    };
  }
}
