package dev.sheaf.node.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sheaf.http.tls.NodeTls;
import dev.sheaf.http.tls.TlsFiles;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.doctor.Checkup;
import dev.sheaf.node.doctor.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that were told a name, and no seed, begin one cluster together. */
@Timeout(180)
final class DiscoveryIT {
  private static final List<String> HOSTS = List.of("127.0.0.2", "127.0.0.3", "127.0.0.4");
  private static final String SEED_NODES = "%s://localhost:%d/bootstrap/seed-nodes";

  @TempDir Path folder;
  private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();

  @Test
  void threeNodesFindOneAnotherByTheAddressesOfAName() throws Exception {
    assumeTrue(NameServer.isThere(), "there is no dnsmasq here: apt-get install dnsmasq-base");
    var records = HOSTS.stream().map(host -> "--host-record=nodes.sheaf.test," + host).toList();
    var port = freePort();
    try (var names = NameServer.start(folder, records)) {
      var common =
          List.of(
              "cluster.discovery=dns",
              "cluster.contact.name=nodes.sheaf.test",
              "cluster.contact.resolver=" + names.address(),
              "cluster.contact.port=" + port,
              "cluster.contact.required-nodes=3");
      start(common, HOSTS.stream().map(host -> List.of("cluster.host=" + host)).toList(), Map.of());
      holdMembers(HOSTS.size(), HttpClient.newHttpClient());
      assertEquals(4, findings(common, Finding.Verdict.FINE).size(), "three addresses that answer");
      nodes.getFirst().kill();
      assertTrue(
          findings(common, Finding.Verdict.BROKEN).getFirst().found().contains("does not answer"));
    } finally {
      nodes.forEach(NodeProcess::close);
    }
  }

  @Test
  void nodesFindOneAnotherByServiceRecordsAndShowCertificates() throws Exception {
    assumeTrue(NameServer.isThere(), "there is no dnsmasq here: apt-get install dnsmasq-base");
    assumeTrue(Certificates.canBeMade(), "openssl is not installed");
    var certificates = Certificates.make(folder.resolve("tls")).sign("node");
    var ports = List.of(freePort(), freePort());
    var service = "_contact._tcp.sheaf.test";
    var records =
        ports.stream().map(p -> "--srv-host=%s,localhost,%d".formatted(service, p)).toList();
    try (var names = NameServer.start(folder, records)) {
      var common =
          new ArrayList<>(
              List.of(
                  "cluster.discovery=dns",
                  "cluster.contact.name=" + service,
                  "cluster.host=localhost",
                  "cluster.contact.resolver=" + names.address()));
      common.addAll(certificates.settings("node"));
      start(
          common, ports.stream().map(p -> List.of("cluster.contact.port=" + p)).toList(), Map.of());
      holdMembers(2, trusting(certificates));
      assertEquals(3, findings(common, Finding.Verdict.FINE).size(), "two places that answer");
      holdContactPort(ports.getFirst(), certificates);
      common.add("cluster.contact.port=" + ports.getFirst());
      var late =
          assertThrows(AssertionError.class, () -> start(folder.resolve("late"), common, Map.of()));
      assertTrue(late.getMessage().contains("localhost:" + ports.getFirst()), late::getMessage);
    } finally {
      nodes.forEach(NodeProcess::close);
    }
  }

  /** The API here is a server of this test, which answers as Kubernetes does; all else is real. */
  @Test
  void nodesFindOneAnotherByTheLabelOfTheirPods() throws Exception {
    assumeTrue(Certificates.canBeMade(), "openssl is not installed");
    var certificates = Certificates.make(folder.resolve("kubernetes")).sign("api");
    var account = Files.createDirectories(folder.resolve("account"));
    Files.writeString(account.resolve("token"), "of-this-pod");
    Files.writeString(account.resolve("namespace"), "training");
    Files.copy(certificates.authority(), account.resolve("ca.crt"));
    var port = freePort();
    var asked = new CopyOnWriteArrayList<String>();
    var api = kubernetes(certificates, port, asked);
    try {
      var common =
          List.of(
              "cluster.discovery=kubernetes",
              "cluster.contact.name=sheaf",
              "cluster.contact.account=" + account,
              "cluster.contact.port=" + port);
      var hosts = HOSTS.subList(0, 2);
      start(
          common,
          hosts.stream().map(host -> List.of("cluster.host=" + host)).toList(),
          Map.of(
              "KUBERNETES_SERVICE_HOST",
              "127.0.0.1",
              "KUBERNETES_SERVICE_PORT",
              String.valueOf(api.getAddress().getPort())));
      holdMembers(2, HttpClient.newHttpClient());
      assertEquals(
          List.of("/api/v1/namespaces/training/pods?labelSelector=app%3Dsheaf Bearer of-this-pod"),
          List.copyOf(new TreeSet<>(asked)));
    } finally {
      nodes.forEach(NodeProcess::close);
      api.stop(0);
    }
  }

  private static HttpsServer kubernetes(Certificates of, int port, List<String> asked)
      throws IOException {
    var tls =
        NodeTls.of(new TlsFiles(of.certificate("api"), of.key("api"), Optional.of(of.authority())));
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls.client().orElseThrow()));
    var pods =
        HOSTS.subList(0, 2).stream()
            .map(host ->
                """
                {"metadata": {"name": "sheaf", "labels": {"app": "sheaf"}},
                 "spec": {"containers": [{"name": "node", "ports": [
                   {"name": "api", "containerPort": 8700},
                   {"name": "contact", "containerPort": %d}]}]},
                 "status": {"podIP": "%s", "phase": "Running",
                   "containerStatuses": [{"name": "node", "state": {"running": {}}}]}}
                """
                    .formatted(port, host))
            .toList();
    var body = "{\"kind\": \"PodList\", \"items\": [%s]}".formatted(String.join(",", pods));
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.getBytes(UTF_8).length);
          exchange.getResponseBody().write(body.getBytes(UTF_8));
          exchange.close();
        });
    server.start();
    return server;
  }

  /** Starts nodes at once: none of them is ready before enough of them are there. */
  private void start(
      List<String> common, List<List<String>> each, Map<String, String> environment) {
    var starting = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < each.size(); i++) {
      var settings = new ArrayList<>(common);
      settings.addAll(each.get(i));
      settings.add("cache.memory=8 MiB");
      var own = folder.resolve("node-" + i);
      starting.add(CompletableFuture.runAsync(() -> start(own, settings, environment)));
    }
    CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new)).join();
  }

  private void start(Path own, List<String> settings, Map<String, String> environment) {
    try {
      nodes.add(NodeProcess.start(own, settings, environment));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static HttpClient trusting(Certificates of) throws IOException {
    var files = new TlsFiles(of.certificate("node"), of.key("node"), Optional.of(of.authority()));
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(NodeTls.of(files).client().orElseThrow())
        .build();
  }

  /** Which members there are is told to who has a certificate of the cluster's authority. */
  private void holdContactPort(int port, Certificates of) throws Exception {
    var stranger = Certificates.make(folder.resolve("strangers")).sign("node");
    var told = HttpRequest.newBuilder(URI.create(SEED_NODES.formatted("https", port))).build();
    assertEquals(200, trusting(of).send(told, BodyHandlers.discarding()).statusCode());
    var shown = trusting(stranger);
    assertThrows(IOException.class, () -> shown.send(told, BodyHandlers.discarding()));
    var plain = HttpRequest.newBuilder(URI.create(SEED_NODES.formatted("http", port))).build();
    var open = HttpClient.newHttpClient();
    assertThrows(IOException.class, () -> open.send(plain, BodyHandlers.discarding()));
  }

  /** All nodes know the same members, and so many: they are in one cluster. */
  private void holdMembers(int members, HttpClient client) throws Exception {
    for (var node : nodes) {
      while (members(node, client) != members) {
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private static int members(NodeProcess node, HttpClient client) throws Exception {
    var request = HttpRequest.newBuilder(node.api().resolve("/v1/cluster")).build();
    var reply = client.send(request, BodyHandlers.ofString());
    assertEquals(200, reply.statusCode(), reply::body);
    return new ObjectMapper().readTree(reply.body()).path("members").size();
  }

  /** What doctor says of the nodes that are looked for. */
  private List<Finding> findings(List<String> settings, Finding.Verdict verdict) {
    var read = ScratchSettings.of(folder.resolve("state"), settings);
    return Checkup.of(read).stream()
        .filter(f -> f.what().equals("nodes by name") || f.what().equals("contact"))
        .filter(f -> f.verdict() == verdict)
        .toList();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
