package dev.sheaf.node.cluster;

import dev.sheaf.node.child.ChildNode;
import dev.sheaf.node.config.ScratchSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A node in a process of its own that serves; killed when it is closed. */
record NodeProcess(ChildNode node) implements AutoCloseable {
  /** Starts a node with a folder of its own, and waits until its start screen is out. */
  static NodeProcess start(Path folder, List<String> settings) throws IOException {
    return start(folder, settings, Map.of());
  }

  /** The same with more in its environment. */
  static NodeProcess start(Path folder, List<String> settings, Map<String, String> environment)
      throws IOException {
    var all = ScratchSettings.lines(folder.resolve("state"), settings);
    var node = ChildNode.start(new ChildNode.Order(folder, ChildNode.SMALL, all, environment));
    node.awaitReady();
    return new NodeProcess(node);
  }

  /** The root of its API. */
  URI api() {
    return node.api();
  }

  /** {@code host:port} of its data port. */
  String data() {
    return node.data();
  }

  /** {@code host:port} for others to join. */
  String clusterAddress() {
    return node.cluster();
  }

  /** SIGKILL, and waits until the process is gone. */
  void kill() {
    node.kill();
  }

  /** SIGTERM; the exit status when the node has left. */
  int terminate() throws IOException, InterruptedException {
    return node.leave();
  }

  /** The most memory that it ever had resident, by the kernel's account. */
  long mostResidentBytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(node.process().pid()), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElseThrow();
    }
  }

  /** What the node has printed. */
  String output() throws IOException {
    return node.output();
  }

  @Override
  public void close() {
    kill();
  }
}
