package dev.sheaf.node.origin;

import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginException.Reason;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.origin.OriginObject;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Consumer;

/**
 * Folders and files as an origin, below the allowed roots only.
 *
 * <p>A path or a link that leads out of the roots is refused. An object's tag is made of its size
 * and its time of change.
 */
public final class FileOrigin implements Origin {
  private final List<Path> roots;
  private final OriginMeter meter;
  private final long mostNames;

  /** An origin below {@code roots} with a meter of its own; empty means anywhere. */
  public FileOrigin(List<Path> roots) {
    this(roots, new OriginMeter());
  }

  /** An origin below {@code roots} that counts in {@code meter}. */
  public FileOrigin(List<Path> roots, OriginMeter meter) {
    this(roots, meter, FileTree.mostNames());
  }

  /** An origin that sorts up to {@code mostNames} names of one folder at a time. */
  FileOrigin(List<Path> roots, OriginMeter meter, long mostNames) {
    this.meter = meter;
    this.mostNames = mostNames;
    this.roots = roots.stream().map(FileOrigin::realOrSame).toList();
  }

  @Override
  public String label() {
    return "file";
  }

  @Override
  public OriginMeter meter() {
    return meter;
  }

  @Override
  public void list(URI root, Consumer<OriginObject> each) throws OriginException {
    var path = path(root);
    meter.countList();
    try {
      new FileTree(this::hold, mostNames)
          .walk(
              path,
              (file, attributes) -> {
                var key = path.equals(file) ? "" : path.relativize(file).toString();
                each.accept(
                    new OriginObject(key.replace('\\', '/'), attributes.size(), tag(attributes)));
              });
    } catch (IOException e) {
      throw explained(path, e);
    }
  }

  @Override
  public void read(URI root, String key, long offset, MemorySegment into, long tag)
      throws OriginException {
    var file = key.isEmpty() ? path(root) : path(root).resolve(key);
    hold(file);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (tag != 0 && tag != tag(Files.readAttributes(file, BasicFileAttributes.class))) {
        throw changed(file, "has changed since it was listed");
      }
      var buffer = into.asByteBuffer();
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + buffer.position()) < 0) {
          throw changed(file, "is shorter than when it was indexed");
        }
      }
      meter.countGet(into.byteSize());
    } catch (IOException e) {
      throw explained(file, e);
    }
  }

  /**
   * Written under another name, forced to disk, then renamed: there whole or not at all. Of two
   * that write the same at the same time, the last one stays.
   */
  @Override
  public boolean write(URI root, String key, MemorySegment bytes) throws OriginException {
    var file = place(root).resolve(key);
    hold(file);
    meter.countPut();
    if (Files.exists(file)) {
      return false;
    }
    try {
      var folder = Files.createDirectories(file.toAbsolutePath().getParent());
      var part = Files.createTempFile(folder, "part", ".tmp");
      try {
        try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
          var buffer = bytes.asByteBuffer();
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
          channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
      return true;
    } catch (IOException e) {
      throw explained(file, e);
    }
  }

  private Path path(URI root) throws OriginException {
    var path = place(root);
    if (!Files.exists(path)) {
      throw new OriginException(Reason.MISSING, path + " does not exist: check the path");
    }
    return path;
  }

  private Path place(URI root) throws OriginException {
    try {
      var path = Path.of(root);
      hold(path);
      return path;
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new OriginException(
          Reason.MISSING, root + " is not a file address: write file:///folder");
    }
  }

  /** Refuses what lies outside the roots, be it by its path or by a link. */
  private void hold(Path path) throws OriginException {
    if (roots.isEmpty()) {
      return;
    }
    var real = realOrSame(path);
    if (roots.stream().noneMatch(real::startsWith)) {
      throw new OriginException(
          Reason.DENIED,
          path + " is outside the folders that sheaf.origin.file.roots allows: " + roots);
    }
  }

  private static Path realOrSame(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException absent) {
      return path.toAbsolutePath().normalize();
    }
  }

  private static long tag(BasicFileAttributes attributes) {
    var time = attributes.lastModifiedTime().toMillis();
    return Draw.draw(attributes.size(), time) | 1;
  }

  private static OriginException changed(Path file, String how) {
    return new OriginException(Reason.CHANGED, file + " " + how + ": register the dataset again");
  }

  private static OriginException explained(Path path, IOException e) {
    return switch (e) {
      case OriginException known -> known;
      case NoSuchFileException absent ->
          new OriginException(Reason.MISSING, absent.getFile() + " does not exist");
      case AccessDeniedException denied ->
          new OriginException(
              Reason.DENIED, denied.getFile() + " may not be read: check its permissions");
      case FileSystemLoopException loop ->
          new OriginException(
              Reason.DENIED, loop.getFile() + " links to a folder it is in: remove that link");
      default -> new OriginException(Reason.UNAVAILABLE, path + ": " + e.getMessage());
    };
  }
}
