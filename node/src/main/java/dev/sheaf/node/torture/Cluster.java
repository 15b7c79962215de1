package dev.sheaf.node.torture;

import dev.sheaf.node.child.ChildNode;
import dev.sheaf.node.torture.Links.Lane;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes as processes of this machine, each behind two proxies: what the others know of a node is
 * where its proxies listen.
 *
 * <p>Nodes that start are told of those that are up; when there is none, the first of them begins a
 * cluster and the others are told of it: so a good operator does it.
 */
final class Cluster implements Gateways, AutoCloseable {
  private final Links links;
  private final List<Site> sites = new ArrayList<>();
  private final AtomicReferenceArray<@Nullable ChildNode> nodes;
  private final Set<Integer> suspects = ConcurrentHashMap.newKeySet();
  private final Set<Integer> full = ConcurrentHashMap.newKeySet();
  private final Terms terms;

  /**
   * What all nodes have in common.
   *
   * @param falseClocks whether a node's wall clock can be made to jump
   * @param started takes each process that is started, so that none outlives the run
   */
  record Terms(
      Path folder,
      List<String> settings,
      Map<String, String> environment,
      boolean falseClocks,
      Consumer<Process> started) {}

  /** What of a node outlives its process. */
  private record Site(Path folder, int port, TcpProxy actors, TcpProxy data) {}

  Cluster(int count, Terms terms) throws IOException {
    this.terms = terms;
    this.links = new Links(count);
    this.nodes = new AtomicReferenceArray<>(count);
    var owners = new SocketOwners(this::pids);
    for (int i = 0; i < count; i++) {
      var port = JournalServer.freePort();
      var actors = new TcpProxy(links, new TcpProxy.Place(Lane.ACTORS, i), owners::owner);
      var data = new TcpProxy(links, new TcpProxy.Place(Lane.DATA, i), owners::owner);
      actors.to(port);
      sites.add(new Site(folderOf(i), port, actors, data));
    }
  }

  private Path folderOf(int node) {
    return terms.folder().resolve("node-" + node);
  }

  int count() {
    return sites.size();
  }

  Links links() {
    return links;
  }

  /** What a node writes lies here. */
  Path folder(int node) {
    return sites.get(node).folder();
  }

  /** Where a node keeps its state. */
  Path state(int node) {
    return sites.get(node).folder().resolve("state");
  }

  private List<Long> pids() {
    var pids = new ArrayList<Long>();
    for (int i = 0; i < nodes.length(); i++) {
      var node = nodes.get(i);
      pids.add(node == null || !node.isAlive() ? 0 : node.process().pid());
    }
    return pids;
  }

  /** Starts nodes, all at once, and waits until all of them serve. */
  void start(List<Integer> numbers) throws IOException {
    var up = up();
    var seeds = up.isEmpty() ? numbers.subList(0, 1) : up;
    for (var number : numbers) {
      launch(number, seeds.stream().filter(seed -> !seed.equals(number)).toList());
    }
    for (var number : numbers) {
      var node = node(number);
      node.awaitReady();
      sites.get(number).data().to(URI.create("//" + node.data()).getPort());
    }
  }

  private void launch(int number, List<Integer> seeds) throws IOException {
    var site = sites.get(number);
    var settings = new ArrayList<>(terms.settings());
    settings.addAll(
        List.of(
            "state=" + state(number),
            "http.port=0",
            "data.port=0",
            "data.announce=127.0.0.1:" + site.data().port(),
            "cluster.port=" + site.actors().port(),
            "cluster.seeds=" + String.join(",", seeds.stream().map(this::place).toList())));
    var flags = new ArrayList<>(ChildNode.SMALL);
    flags.add("-Dakka.remote.artery.bind.hostname=127.0.0.1");
    flags.add("-Dakka.remote.artery.bind.port=" + site.port());
    var node =
        ChildNode.start(new ChildNode.Order(site.folder(), flags, settings, environment(number)));
    terms.started().accept(node.process());
    nodes.set(number, node);
  }

  private Map<String, String> environment(int number) throws IOException {
    var all = new HashMap<>(terms.environment());
    if (terms.falseClocks()) {
      all.putAll(clock(number).environment());
    }
    return all;
  }

  /** What a node takes for the time, where clocks can be false. */
  FalseClock clock(int node) {
    return new FalseClock(sites.get(node).folder().resolve("clock"));
  }

  /** Where the others know it. */
  String place(int node) {
    return "127.0.0.1:" + sites.get(node).actors().port();
  }

  /** Those that serve. */
  List<Integer> up() {
    return IntStream.range(0, count()).filter(this::isUp).boxed().toList();
  }

  /** Those that do not. */
  List<Integer> down() {
    return IntStream.range(0, count()).filter(node -> !isUp(node)).boxed().toList();
  }

  /** A node that runs. */
  ChildNode node(int number) {
    var node = nodes.get(number);
    if (node == null) {
      throw new IllegalStateException("node " + number + " was not started");
    }
    return node;
  }

  /** True when its process is there and serves. */
  boolean isUp(int number) {
    var node = nodes.get(number);
    return node != null && node.isReady();
  }

  /** From now on these may be silent. */
  void suspect(List<Integer> those) {
    suspects.addAll(those);
  }

  /** From now on this one may lack space. */
  void fills(int node) {
    full.add(node);
  }

  /** Nothing is done to any node now. */
  void acquit() {
    suspects.clear();
    full.clear();
  }

  /** Breaks off all connections of a node. */
  void cut(int node) {
    for (var site : sites) {
      site.actors().cut(node);
      site.data().cut(node);
    }
    sites.get(node).actors().cut(node);
    sites.get(node).data().cut(node);
  }

  /** Bits that were turned on the way so far. */
  long flipped() {
    return sites.stream().mapToLong(site -> site.data().flipped()).sum();
  }

  @Override
  public List<Gateway> now() {
    var up = new ArrayList<Gateway>();
    for (int i = 0; i < nodes.length(); i++) {
      var node = nodes.get(i);
      if (node != null && node.isReady()) {
        up.add(new Gateway(i, node.api(), URI.create("http://" + node.data())));
      }
    }
    return up;
  }

  @Override
  public List<Gateway> sound() {
    return now().stream().filter(gateway -> !suspects.contains(gateway.node())).toList();
  }

  @Override
  public boolean isExcused(Gateway gateway) {
    var node = nodes.get(gateway.node());
    return suspects.contains(gateway.node())
        || node == null
        || !node.isReady()
        || !node.api().equals(gateway.api());
  }

  @Override
  public boolean mayLackSpace(Gateway gateway) {
    return full.contains(gateway.node());
  }

  @Override
  public void close() throws IOException {
    for (int i = 0; i < nodes.length(); i++) {
      var node = nodes.get(i);
      if (node != null) {
        node.kill();
      }
    }
    for (var site : sites) {
      site.actors().close();
      site.data().close();
    }
  }
}
