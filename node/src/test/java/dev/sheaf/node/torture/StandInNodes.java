package dev.sheaf.node.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands in for nodes: each says over real HTTP what a test has it say, and has nothing behind it,
 * neither jobs nor samples nor a second port.
 */
final class StandInNodes implements Gateways, AutoCloseable {
  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Integer> excused = ConcurrentHashMap.newKeySet();

  /** What the nodes were asked, {@code 0 POST /v1/jobs}. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private volatile Says says;

  /** What a node answers. */
  record Answer(int status, byte[] body) {
    static Answer of(int status, String body) {
      return new Answer(status, body.getBytes(UTF_8));
    }
  }

  /** What nodes answer to {@code GET /v1/cluster}. */
  interface Says {
    Answer answer(int node, String question);
  }

  StandInNodes(int count, Says says) throws IOException {
    this.says = says;
    for (int i = 0; i < count; i++) {
      var number = i;
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", exchange -> answer(number, exchange));
      server.setExecutor(threads);
      server.start();
      servers.add(server);
    }
  }

  private void answer(int node, HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      var question = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      asked.add(node + " " + question);
      var answer = says.answer(node, question);
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  /** From now on they say this. */
  void say(Says other) {
    says = other;
  }

  /** From now on something is done to a node. */
  void excuse(int node) {
    excused.add(node);
  }

  /** How often exactly this was asked. */
  long times(String question) {
    return asked.stream().filter(question::equals).count();
  }

  @Override
  public List<Gateway> now() {
    var all = new ArrayList<Gateway>();
    for (int i = 0; i < servers.size(); i++) {
      var at = servers.get(i).getAddress();
      var root = URI.create("http://127.0.0.1:" + at.getPort());
      all.add(new Gateway(i, root, root));
    }
    return all;
  }

  @Override
  public List<Gateway> sound() {
    return now().stream().filter(gateway -> !isExcused(gateway)).toList();
  }

  @Override
  public boolean isExcused(Gateway gateway) {
    return excused.contains(gateway.node());
  }

  @Override
  public boolean mayLackSpace(Gateway gateway) {
    return false;
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    threads.close();
  }
}
