package dev.sheaf.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.http.HttpNode;
import dev.sheaf.http.auth.Guard;
import dev.sheaf.http.auth.Passes;
import dev.sheaf.http.auth.PeerAccess;
import dev.sheaf.http.auth.Security;
import dev.sheaf.http.auth.Tokens;
import dev.sheaf.http.tls.NodeTls;
import dev.sheaf.http.tls.TlsFiles;
import dev.sheaf.node.config.SecuritySettings.Tls;
import dev.sheaf.node.config.Settings;
import dev.sheaf.sharding.bootstrap.ContactTls;
import dev.sheaf.sharding.bootstrap.Contacts;
import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** What the settings of a node say about who is let in; refuses doors that would stand open. */
final class NodeSecurity {
  private static final String HOW = " (docs/security.md says how to make them)";

  private NodeSecurity() {}

  /**
   * The security of a node.
   *
   * @throws IOException when a file cannot be used, or a door would stand open; the message says
   *     what to do
   */
  static Security of(Settings settings) throws IOException {
    hold(settings);
    var security = settings.security();
    var tls =
        security.tls().isPresent()
            ? Optional.of(NodeTls.of(files(security.tls().get())))
            : Optional.<NodeTls>empty();
    if (security.tokensFile().isEmpty()) {
      return new Security(Guard.OPEN, PeerAccess.of(Optional.empty(), tls), tls);
    }
    var clock = InstantSource.system();
    var passes = passes(settings, clock);
    var tokens = Tokens.open(security.tokensFile().get(), clock);
    return new Security(Guard.of(tokens, passes), PeerAccess.of(Optional.of(passes), tls), tls);
  }

  /**
   * TLS at the contact port, as between actors; empty when nodes show no certificates.
   *
   * @throws IOException when a file cannot be used; the message says what to do
   */
  static Optional<ContactTls> contacts(Settings settings) throws IOException {
    var files = settings.security().tls().filter(tls -> tls.authority().isPresent());
    if (files.isEmpty()) {
      return Optional.empty();
    }
    var tls = NodeTls.of(files(files.get()));
    return Optional.of(new ContactTls(() -> tls.memberEngine(false), () -> tls.memberEngine(true)));
  }

  /** What the actor system of the node sets beyond the references. */
  static Config actors(Settings settings) {
    return settings
        .cluster()
        .contacts()
        .map(Contacts::config)
        .orElseGet(ConfigFactory::empty)
        .withFallback(doors(settings));
  }

  private static Config doors(Settings settings) {
    var tls = settings.security().tls().filter(files -> files.authority().isPresent());
    return tls.map(files -> artery(files).withFallback(HttpNode.systemConfig()))
        .orElseGet(HttpNode::systemConfig);
  }

  /** Actors reach only who has a certificate of the cluster's authority, and shows it. */
  private static Config artery(Tls files) {
    return ConfigFactory.parseMap(
        Map.of(
            "akka.remote.artery.transport",
            "tls-tcp",
            "akka.remote.artery.ssl.ssl-engine-provider",
            ActorTls.class.getName(),
            ActorTls.SECTION + "certificate",
            files.certificate().toString(),
            ActorTls.SECTION + "key",
            files.key().toString(),
            ActorTls.SECTION + "ca",
            files.authority().orElseThrow().toString()));
  }

  private static TlsFiles files(Tls tls) {
    return new TlsFiles(tls.certificate(), tls.key(), tls.authority());
  }

  private static Passes passes(Settings settings, InstantSource clock) throws IOException {
    var file = settings.security().clusterKeyFile();
    if (file.isPresent()) {
      return Passes.of(file.get(), clock);
    }
    if (settings.cluster().isShared()) {
      throw new IOException(
          "a node that joins others needs sheaf.auth.cluster-key-file where tokens are asked for:"
              + " openssl rand -hex 32 > FILE; chmod 600 FILE; the same on every node");
    }
    return Passes.alone(clock);
  }

  /** Where others can call, bytes are encrypted, unless the operator says who the others are. */
  private static void hold(Settings settings) throws IOException {
    var security = settings.security();
    var mutual = security.tls().filter(tls -> tls.authority().isPresent()).isPresent();
    hold(
        "http",
        settings.http(),
        security.networkIsPrivate() || security.tls().isPresent(),
        "sheaf.tls.certificate and sheaf.tls.key, so that tokens do not travel in the clear");
    var certificates =
        "sheaf.tls.certificate, sheaf.tls.key and sheaf.tls.ca, so that nodes show certificates to"
            + " one another";
    hold("data", settings.data(), security.networkIsPrivate() || mutual, certificates);
    hold(
        "cluster",
        settings.cluster().address(),
        security.networkIsPrivate() || mutual,
        certificates);
  }

  private static void hold(String section, Settings.Address at, boolean enough, String needed)
      throws IOException {
    var address = InetAddress.getByName(at.host());
    if (address.isAnyLocalAddress()) {
      throw new IOException(
          "sheaf.%s.host is %s, which others cannot call: name the address that they reach it by"
              .formatted(section, at.host()));
    }
    if (!address.isLoopbackAddress() && !enough) {
      throw new IOException(
          "sheaf.%s.host is %s, which others can reach: set %s%s, or sheaf.cluster.network-is-private"
                  .formatted(section, at.host(), needed, HOW)
              + " = true when nobody else can reach that network");
    }
  }
}
