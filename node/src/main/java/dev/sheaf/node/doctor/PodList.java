package dev.sheaf.node.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The pods with a label, as the Kubernetes API tells this pod's service account. */
final class PodList {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration WAIT = Duration.ofSeconds(3);

  private final Path account;
  private final Map<String, String> environment;

  PodList(Path account, Map<String, String> environment) {
    this.account = account;
    this.environment = environment;
  }

  /**
   * Where pods with the label {@code app=name} have their contact port.
   *
   * @throws IOException when the API does not say; the message says why
   */
  List<ContactCheck.Place> of(String name, int port) throws IOException {
    var places = new ArrayList<ContactCheck.Place>();
    for (var pod : list(name).path("items")) {
      var address = pod.path("status").path("podIP").asText();
      if (!address.isEmpty()) {
        places.add(new ContactCheck.Place(address, port));
      }
    }
    return places;
  }

  private JsonNode list(String name) throws IOException {
    var host = environment.get("KUBERNETES_SERVICE_HOST");
    if (host == null) {
      throw new IOException("KUBERNETES_SERVICE_HOST is not set: this is no pod");
    }
    var space = Files.readString(held("namespace")).strip();
    var address =
        "https://%s:%s/api/v1/namespaces/%s/pods?labelSelector=%s"
            .formatted(
                host.contains(":") ? "[" + host + "]" : host,
                environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443"),
                space,
                URLEncoder.encode("app=" + name, StandardCharsets.UTF_8));
    var request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(WAIT)
            .header("Authorization", "Bearer " + Files.readString(held("token")).strip())
            .build();
    try (var client = HttpClient.newBuilder().connectTimeout(WAIT).sslContext(trust()).build()) {
      var reply = client.send(request, BodyHandlers.ofString());
      if (reply.statusCode() != 200) {
        throw new IOException(
            "the API answered %d: the service account must be allowed to list pods in %s"
                    .formatted(reply.statusCode(), space)
                + " (deploy/kubernetes/access.yaml)");
      }
      return JSON.readTree(reply.body());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  private Path held(String file) throws IOException {
    var path = account.resolve(file);
    if (!Files.isReadable(path)) {
      throw new IOException(path + " cannot be read: the pod needs a service account");
    }
    return path;
  }

  private SSLContext trust() throws IOException {
    try (var in = Files.newInputStream(held("ca.crt"))) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + store.size(), each);
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException broken) {
      throw new IOException(account.resolve("ca.crt") + " has no PEM certificate", broken);
    }
  }
}
