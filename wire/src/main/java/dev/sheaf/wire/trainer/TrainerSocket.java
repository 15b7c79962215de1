package dev.sheaf.wire.trainer;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The owner's door for one child process.
 *
 * <p>It lies in a folder that only this user may enter, and its name is removed as soon as the
 * child has come in, or on close. Unix limits a socket's path to 108 bytes, so the folder is made
 * in the temporary folder of the system unless another is given.
 */
public final class TrainerSocket implements AutoCloseable {
  private final Path folder;
  private final Path path;
  private final ServerSocketChannel server;

  private TrainerSocket(Path folder, Path path, ServerSocketChannel server) {
    this.folder = folder;
    this.path = path;
    this.server = server;
  }

  /** Opens a door with a name of its own below {@code parent}. */
  public static TrainerSocket bind(Path parent) throws IOException {
    var onlyOwner = PosixFilePermissions.fromString("rwx------");
    var folder =
        Files.createTempDirectory(parent, "sheaf", PosixFilePermissions.asFileAttribute(onlyOwner));
    var path = folder.resolve("trainer");
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    var socket = new TrainerSocket(folder, path, server);
    try {
      server.bind(UnixDomainSocketAddress.of(path), 1);
      return socket;
    } catch (IOException | RuntimeException refused) {
      socket.close();
      throw new IOException(
          "cannot bind a Unix-domain socket at %s (at most 108 bytes): %s"
              .formatted(path, refused.getMessage()),
          refused);
    }
  }

  /** Opens a door below the system's temporary folder. */
  public static TrainerSocket bind() throws IOException {
    return bind(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** What the child is told to connect to. */
  public Path path() {
    return path;
  }

  /**
   * Waits for the child, then shuts the door behind it. {@link #close()} from another thread (when
   * the child's process ended, or took too long) ends the wait with an {@link
   * java.nio.channels.AsynchronousCloseException}.
   */
  public FrameChannel<ToTrainer, FromTrainer> accept() throws IOException {
    var child = server.accept();
    close();
    return FrameChannel.ofOwner(child);
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
    Files.deleteIfExists(folder);
  }
}
