package dev.sheaf.node.cli;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom the verbs believe at {@code https} addresses. */
final class TrustedAuthority {
  private TrustedAuthority() {}

  /** A client that believes who the authority in {@code file} signs; without one, the JDK's. */
  static HttpClient.Builder of(@Nullable String file, HttpClient.Builder client) {
    if (file == null || file.isEmpty()) {
      return client;
    }
    try (var in = Files.newInputStream(Path.of(file))) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + store.size(), each);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return client.sslContext(context);
    } catch (IOException | GeneralSecurityException e) {
      throw new CliException(
          "SHEAF_CA is " + file + ", which is no PEM file of certificates: " + e.getMessage());
    }
  }
}
