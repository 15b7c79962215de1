package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.http.auth.Passes;
import dev.sheaf.http.auth.PeerAccess;
import dev.sheaf.http.auth.TokenFile;
import dev.sheaf.http.auth.TokenHash;
import dev.sheaf.http.dataport.HttpPeers;
import dev.sheaf.http.tls.NodeTls;
import dev.sheaf.http.tls.TlsFiles;
import dev.sheaf.policies.access.Scope;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.sharding.testing.PostgresServer;
import dev.sheaf.wire.batch.BatchDecoder;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that know one another by certificates and a key, and their callers by tokens. */
final class SecureClusterIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PER_CLASS = 24;

  @TempDir Path folder;
  private Certificates certificates;
  private String token;

  @Test
  @Timeout(180)
  void nodesTrainFromOneAnotherAndNobodyElseIsLetIn() throws Exception {
    assumeTrue(Certificates.canBeMade(), "openssl is not installed");
    certificates = Certificates.make(folder.resolve("tls")).sign("first").sign("second");
    var settings = secrets();
    new ImageSynthesizer(3).write(folder.resolve("images"), PER_CLASS, 0);
    try (var journal = PostgresServer.start()) {
      train(settings, journal.newDatabase());
    }
  }

  private void train(List<String> settings, String database) throws Exception {
    try (var first = start("first", database, settings, "")) {
      var api = https(certificates.authority());
      var cats = "/v1/datasets/vision.shapes";
      call(api, first, "PUT", cats, "{\"uri\": \"%s\"}".formatted(images().toUri()), 202);
      awaitReady(api, first, cats);
      nobodyElseIsLetIn(first, cats);
      try (var second = start("second", database, settings, first.clusterAddress())) {
        reads(api, first, second);
      }
    }
  }

  private Path images() {
    return folder.resolve("images/train");
  }

  private List<String> secrets() throws IOException {
    token = TokenHash.newToken();
    var line = TokenFile.line("t", "vision", Scope.TRAIN, TokenHash.of(token), Optional.empty());
    var tokens =
        Files.writeString(
            folder.resolve("tokens"), line + "\norigin vision " + images().toUri() + "\n");
    var key = Files.writeString(folder.resolve("key"), "0123456789abcdef0123456789abcdef");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return List.of("auth.tokens-file=" + tokens, "auth.cluster-key-file=" + key);
  }

  private NodeProcess start(String name, String journal, List<String> secrets, String seeds)
      throws IOException {
    var settings = new ArrayList<>(secrets);
    settings.addAll(certificates.settings(name));
    settings.addAll(
        List.of("journal.url=" + journal, "cache.memory=8 MiB", "cluster.seeds=" + seeds));
    return NodeProcess.start(folder.resolve(name), settings);
  }

  private SSLContext trusting(Path authority) throws Exception {
    // A client without a certificate of its own believes the authority only.
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var in = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "a", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private HttpClient https(Path authority) throws Exception {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(trusting(authority))
        .build();
  }

  private byte[] call(
      HttpClient api, NodeProcess node, String method, String path, String body, int status)
      throws Exception {
    var request =
        HttpRequest.newBuilder(node.api().resolve(path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    var reply = api.send(request.build(), BodyHandlers.ofByteArray());
    assertEquals(
        status,
        reply.statusCode(),
        () -> path + ": " + new String(reply.body(), StandardCharsets.UTF_8));
    return reply.body();
  }

  private JsonNode get(HttpClient api, NodeProcess node, String path) throws Exception {
    return JSON.readTree(call(api, node, "GET", path, "", 200));
  }

  private void awaitReady(HttpClient api, NodeProcess node, String dataset) throws Exception {
    while (!get(api, node, dataset).path("status").asText().equals("ready")) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** The second node has most of what it serves from the first one's data port. */
  private void reads(HttpClient api, NodeProcess first, NodeProcess second) throws Exception {
    var byPeer = 0;
    for (var node : List.of(first, second)) {
      var name = "vision." + (node.equals(first) ? "one" : "two");
      var job =
          "{\"name\": \"%s\", \"dataset\": \"vision.shapes\", \"contract\": \"strict\","
                  .formatted(name)
              + " \"batchSize\": 24}";
      call(api, node, "POST", "/v1/jobs", job, 201);
      var batches = PER_CLASS * ImageSynthesizer.CLASSES.size() / 24;
      for (int n = 0; n < batches; n++) {
        var path = "/v1/jobs/%s/epochs/0/ranks/0/batches/%d?generation=1".formatted(name, n);
        byPeer += byPeer(call(api, node, "GET", path, "", 200));
      }
    }
    assertEquals(2, get(api, second, "/v1/cluster").path("members").size());
    assertTrue(byPeer > 0, "no sample came from another node's data port");
  }

  /** How many samples of a batch came from another node; all of them are whole. */
  private static int byPeer(byte[] body) throws IOException {
    var decoder =
        new BatchDecoder(new ByteArrayInputStream(body), new BatchDecoder.Limits(24, 1 << 20));
    var byPeer = 0;
    for (var head = decoder.next(); head != null; head = decoder.next()) {
      assertEquals(FrameHead.OK, head.status());
      byPeer += (head.flags() & FrameHead.BY_PEER) == 0 ? 0 : 1;
    }
    return byPeer;
  }

  private void nobodyElseIsLetIn(NodeProcess node, String dataset) throws Exception {
    var stranger = Certificates.make(folder.resolve("strangers")).sign("first");
    var believing = https(stranger.authority());
    assertThrows(
        SSLException.class,
        () -> call(believing, node, "GET", dataset, "", 200),
        "another authority");
    var plain = URI.create(node.api().toString().replace("https:", "http:") + dataset);
    assertThrows(
        IOException.class,
        () ->
            HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(plain).build(), BodyHandlers.ofString()));
    var cluster = URI.create("tcp://" + node.clusterAddress());
    assertTrue(
        isRefused(cluster, trusting(certificates.authority()), 20_000),
        "actors ask for a certificate");
    assertTrue(
        isRefused(cluster, context(stranger), 20_000), "actors ask for one of their authority");
    assertFalse(isRefused(cluster, context(certificates), 1_000), "a node is let in");
    holdDataPort(node, stranger);
  }

  private static SSLContext context(Certificates of) throws IOException {
    return tls(of).client().orElseThrow();
  }

  private static NodeTls tls(Certificates of) throws IOException {
    return NodeTls.of(
        new TlsFiles(of.certificate("first"), of.key("first"), Optional.of(of.authority())));
  }

  /** Whether the actors' port ends a connection in its handshake, or within so long behind it. */
  private static boolean isRefused(URI at, SSLContext context, int waitMillis) throws IOException {
    try (var socket =
        (SSLSocket) context.getSocketFactory().createSocket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(waitMillis);
      socket.startHandshake();
      // With TLS 1.3 a client hears of its refusal when it reads.
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stays) {
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  /** What only nodes may ask needs a pass under the cluster's key, by a connection of a node. */
  private void holdDataPort(NodeProcess node, Certificates stranger) throws Exception {
    var clock = InstantSource.system();
    var passes = Passes.of(folder.resolve("key"), clock);
    var version = new DatasetVersion("vision.shapes", "ab".repeat(32));
    var address = node.data();
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    var own = PeerAccess.of(Optional.of(passes), Optional.of(tls(certificates)));
    var keyless = PeerAccess.of(Optional.of(Passes.alone(clock)), Optional.of(tls(certificates)));
    var other = PeerAccess.of(Optional.of(passes), Optional.of(tls(stranger)));
    assertEquals("404", refusal(own, address, version, deadline));
    assertEquals("401", refusal(keyless, address, version, deadline));
    assertEquals("cannot", refusal(other, address, version, deadline));
  }

  /** The status of the answer, or that there is none. */
  private static String refusal(
      PeerAccess access, String address, DatasetVersion version, long deadline) {
    try (var peers = new HttpPeers(access)) {
      var failure = assertThrows(IOException.class, () -> peers.keep(address, version, deadline));
      var said = String.valueOf(failure.getMessage());
      return said.contains(" answered ")
          ? said.replaceFirst("(?s).* answered (\\d+).*", "$1")
          : said.replaceFirst("(?s) .*", "");
    }
  }
}
