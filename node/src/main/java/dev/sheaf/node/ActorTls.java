package dev.sheaf.node;

import akka.actor.ActorSystem;
import akka.remote.artery.tcp.SSLEngineProvider;
import dev.sheaf.http.tls.NodeTls;
import dev.sheaf.http.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import scala.Option;

/**
 * TLS between actors of different nodes: both show certificates, and believe who has one of the
 * cluster's authority. Akka makes it, by the name in its settings.
 *
 * <p>Akka's own provider with keys in PEM files takes RSA keys only, and says so when the first
 * node calls.
 */
public final class ActorTls implements SSLEngineProvider {
  /** Where the files are named in the settings of the actor system. */
  static final String SECTION = "akka.remote.artery.ssl.sheaf.";

  private final NodeTls tls;

  /** Reads the files that the settings of {@code system} name. */
  public ActorTls(ActorSystem system) throws IOException {
    var config = system.settings().config();
    this.tls =
        NodeTls.of(
            new TlsFiles(
                Path.of(config.getString(SECTION + "certificate")),
                Path.of(config.getString(SECTION + "key")),
                Optional.of(Path.of(config.getString(SECTION + "ca")))));
  }

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    return tls.memberEngine(false);
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    return tls.memberEngine(true);
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return Option.empty();
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return Option.empty();
  }
}
