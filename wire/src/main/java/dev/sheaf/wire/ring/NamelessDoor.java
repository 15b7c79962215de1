package dev.sheaf.wire.ring;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A Unix-domain server socket whose name is gone as soon as it listens, so that no end of this
 * process leaves one behind.
 *
 * <p>Clients of the same user connect below /proc, to a descriptor of this process; the system lets
 * no other user but root look there.
 */
public final class NamelessDoor implements AutoCloseable {
  private final ServerSocketChannel server;
  private final int place;

  private NamelessDoor(ServerSocketChannel server, int place) {
    this.server = server;
    this.place = place;
  }

  /** Opens a door; its name lies in a folder of its own below {@code parent} for a moment. */
  public static NamelessDoor open(Path parent, int backlog) throws IOException {
    var onlyOwner = PosixFilePermissions.fromString("rwx------");
    var folder =
        Files.createTempDirectory(parent, "sheaf", PosixFilePermissions.asFileAttribute(onlyOwner));
    var name = folder.resolve("ring");
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(name), backlog);
      return new NamelessDoor(server, Libc.place(name));
    } catch (IOException | RuntimeException refused) {
      server.close();
      throw refused;
    } finally {
      Files.deleteIfExists(name);
      Files.deleteIfExists(folder);
    }
  }

  /** What clients connect to. */
  public Path path() {
    return Libc.path(place);
  }

  /** Waits for the next client. */
  public SocketChannel accept() throws IOException {
    return server.accept();
  }

  @Override
  public void close() throws IOException {
    if (server.isOpen()) {
      server.close();
      Libc.close(place);
    }
  }
}
