package dev.sheaf.http.tls;

import dev.sheaf.http.auth.OwnersFile;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node shows itself, and whom it believes. Its files are looked at every ten seconds, while
 * connections come, and read again when they have changed; files that cannot be used leave what was
 * there before, and the log says so.
 */
public final class NodeTls {
  private static final Logger LOG = LoggerFactory.getLogger(NodeTls.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final TlsFiles files;
  private volatile Contexts contexts;
  private List<FileTime> stamp;
  private volatile long lookedNanos = System.nanoTime();

  private record Contexts(JdkSslContext server, Optional<JdkSslContext> client) {}

  private NodeTls(TlsFiles files) throws IOException {
    this.files = files;
    this.stamp = stamp(files);
    this.contexts = read(files);
  }

  /**
   * What these files say.
   *
   * @throws IOException when one cannot be used; the message says which, why and what to do
   */
  public static NodeTls of(TlsFiles files) throws IOException {
    return new NodeTls(files);
  }

  /** True when nodes show their certificates to one another. */
  public boolean isMutual() {
    return files.authority().isPresent();
  }

  /** An engine for a connection of the API. */
  public SSLEngine serverEngine() {
    var engine = current().server().context().createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(PROTOCOLS);
    return engine;
  }

  /** An engine for a connection between actors of two nodes, which both show themselves. */
  public SSLEngine memberEngine(boolean calls) {
    var now = current();
    var context = calls ? now.client().orElseThrow() : now.server();
    var engine = context.context().createSSLEngine();
    engine.setUseClientMode(calls);
    engine.setEnabledProtocols(new String[] {PROTOCOLS[0]});
    engine.setNeedClientAuth(!calls);
    return engine;
  }

  /** A handler for a connection of the data port. */
  public SslHandler serverHandler(ByteBufAllocator allocator) {
    return current().server().newHandler(allocator);
  }

  /** How other nodes are called; empty when there is no authority to know them by. */
  public Optional<SSLContext> client() {
    return current().client().map(JdkSslContext::context);
  }

  private Contexts current() {
    if (System.nanoTime() - lookedNanos > LOOK_NANOS) {
      look();
    }
    return contexts;
  }

  private synchronized void look() {
    lookedNanos = System.nanoTime();
    try {
      var now = stamp(files);
      if (!now.equals(stamp)) {
        contexts = read(files);
        stamp = now;
        LOG.info("read the certificate {} again, as it has changed", files.certificate());
      }
    } catch (IOException unusable) {
      LOG.warn("the certificate that was used stays so: {}", unusable.getMessage());
    }
  }

  private static List<FileTime> stamp(TlsFiles files) throws IOException {
    var times = new ArrayList<FileTime>();
    for (var file : Stream.concat(own(files), files.authority().stream()).toList()) {
      if (!Files.isReadable(file)) {
        throw new IOException(file + " (sheaf.tls) cannot be read: check the path and who owns it");
      }
      times.add(Files.getLastModifiedTime(file));
    }
    return times;
  }

  private static Stream<Path> own(TlsFiles files) {
    return Stream.of(files.certificate(), files.key());
  }

  private static Contexts read(TlsFiles files) throws IOException {
    OwnersFile.hold(files.key(), files.key() + " (sheaf.tls.key)");
    var trust = files.authority().isPresent() ? trust(files.authority().get()) : null;
    try {
      var server =
          SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
              .sslProvider(SslProvider.JDK)
              .protocols(PROTOCOLS);
      if (trust == null) {
        return new Contexts(built(server.build()), Optional.empty());
      }
      var client =
          SslContextBuilder.forClient()
              .keyManager(files.certificate().toFile(), files.key().toFile())
              .sslProvider(SslProvider.JDK)
              .protocols(PROTOCOLS)
              .trustManager(trust);
      return new Contexts(
          built(server.trustManager(trust).clientAuth(ClientAuth.OPTIONAL).build()),
          Optional.of(built(client.build())));
    } catch (SSLException | IllegalArgumentException unusable) {
      throw new IOException(
          "%s and %s (sheaf.tls) are no certificate with its key: both must be PEM, the key PKCS#8"
                  .formatted(files.certificate(), files.key())
              + " without a password (openssl pkcs8 -topk8 -nocrypt)",
          unusable);
    }
  }

  private static JdkSslContext built(SslContext context) {
    return (JdkSslContext) context;
  }

  private static ByAuthority trust(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + store.size(), each);
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return new ByAuthority((X509TrustManager) factory.getTrustManagers()[0]);
    } catch (GeneralSecurityException broken) {
      throw new IOException(file + " (sheaf.tls.ca) has no PEM certificate", broken);
    }
  }
}
