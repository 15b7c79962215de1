package dev.sheaf.node.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds which of the nodes has opened a connection, by the system's table of sockets: the nodes all
 * have the same address, and say nothing of themselves.
 *
 * <p><i>Cost:</i> a pass over {@code /proc/net/tcp}, and one over the open files of each node.
 */
final class SocketOwners {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int INODE = 9;

  private final Supplier<List<Long>> pids;

  /**
   * Looks among these.
   *
   * @param pids of the nodes now, in their order; 0 where one is down
   */
  SocketOwners(Supplier<List<Long>> pids) {
    this.pids = pids;
  }

  /** True where the system tells who owns a socket. */
  static boolean canTell() {
    return Files.isReadable(TABLES.getFirst());
  }

  /** The node whose end of a connection has {@code localPort}; {@link Links#OUTSIDE} if none. */
  int owner(int localPort, int remotePort) {
    try {
      var inode = inode(localPort, remotePort);
      if (inode.isPresent()) {
        var known = pids.get();
        for (int node = 0; node < known.size(); node++) {
          if (known.get(node) != 0 && holds(known.get(node), inode.get())) {
            return node;
          }
        }
      }
    } catch (IOException gone) {
      // It has ended meanwhile.
    }
    return Links.OUTSIDE;
  }

  private static Optional<String> inode(int localPort, int remotePort) throws IOException {
    var local = ":%04X".formatted(localPort);
    var remote = ":%04X".formatted(remotePort);
    for (var table : TABLES) {
      if (Files.isReadable(table)) {
        for (var line : Files.readAllLines(table)) {
          var cells = line.strip().split(" +", -1);
          if (cells.length > INODE
              && cells[LOCAL].endsWith(local)
              && cells[REMOTE].endsWith(remote)) {
            return Optional.of("socket:[" + cells[INODE] + "]");
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holds(long pid, String socket) throws IOException {
    try (var files = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (var file : files) {
        try {
          if (Files.readSymbolicLink(file).toString().equals(socket)) {
            return true;
          }
        } catch (IOException closed) {
          // A file that was closed while the folder was read.
        }
      }
    }
    return false;
  }
}
