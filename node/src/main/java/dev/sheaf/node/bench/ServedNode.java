package dev.sheaf.node.bench;

import dev.sheaf.node.child.ChildNode;
import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A node in a process of its own, with the memory that the launcher gives it. */
record ServedNode(ChildNode node) implements AutoCloseable {
  /** Starts a node, and waits until it serves; {@code scratch} ends it, whatever happens. */
  static ServedNode start(ScratchFolder scratch, int heapMebibytes, List<String> settings)
      throws IOException {
    var flags =
        List.of(
            "-Xmx" + heapMebibytes + "m",
            "-XX:MaxDirectMemorySize=" + System.getProperty("sheaf.buffers", "128m"),
            "-Dio.netty.maxDirectMemory=0",
            "-XX:+UseParallelGC");
    var node =
        ChildNode.start(
            new ChildNode.Order(scratch.path().resolve("node"), flags, settings, Map.of()));
    scratch.ends(node.process());
    node.awaitReady();
    return new ServedNode(node);
  }

  /** {@code host:port} of its API. */
  String apiAddress() {
    return node.api().getAuthority();
  }

  /** {@code host:port} of its data port. */
  String dataAddress() {
    return node.data();
  }

  /** The most memory that it ever had resident, by the kernel's account; -1 where it has none. */
  long mostResidentBytes() throws IOException {
    var status = Path.of("/proc", Long.toString(node.process().pid()), "status");
    if (!Files.exists(status)) {
      return -1;
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(-1);
    }
  }

  @Override
  public void close() {
    node.close();
  }
}
