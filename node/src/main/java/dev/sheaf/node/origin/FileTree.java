package dev.sheaf.node.origin;

import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Goes through the files below a folder in order of their paths, through links too.
 *
 * <p>The order is that of an object store's keys: a folder is where its name with a slash behind it
 * belongs. <i>Cost:</i> the names of one folder and of those it is in, {@value #NAME_BYTES} bytes
 * of heap each; a folder with more names than fit in a quarter of the heap is refused.
 */
final class FileTree {
  private static final int NAME_BYTES = 128;
  private static final int HEAP_SHARE = 4;

  private final Check check;
  private final long mostNames;
  private final Deque<Path> above = new ArrayDeque<>();

  /** Refuses what must not be looked at. */
  @FunctionalInterface
  interface Check {
    void hold(Path entry) throws OriginException;
  }

  /** Is told of each file. */
  @FunctionalInterface
  interface Visit {
    void file(Path file, BasicFileAttributes attributes) throws IOException;
  }

  FileTree(Check check, long mostNames) {
    this.check = check;
    this.mostNames = mostNames;
  }

  /** How many names of one folder fit in this process's heap beside all else. */
  static long mostNames() {
    return Runtime.getRuntime().maxMemory() / HEAP_SHARE / NAME_BYTES;
  }

  /** Visits {@code path} itself where it is a file, else all files below it. */
  void walk(Path path, Visit visit) throws IOException {
    var attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (attributes.isRegularFile()) {
      visit.file(path, attributes);
    } else if (attributes.isDirectory()) {
      enter(path);
      for (var name : names(path)) {
        walk(path.resolve(new String(name, StandardCharsets.UTF_8)), visit);
      }
      above.pop();
    }
  }

  private void enter(Path folder) throws IOException {
    var real = folder.toRealPath();
    if (above.contains(real)) {
      throw new FileSystemLoopException(folder.toString());
    }
    above.push(real);
  }

  /**
   * The names in a folder in order, those of folders with a slash; links to nothing are left out.
   */
  private List<byte[]> names(Path folder) throws IOException {
    var names = new ArrayList<byte[]>();
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        check.hold(entry);
        if (names.size() == mostNames) {
          throw tooMany(folder);
        }
        if (Files.exists(entry)) {
          var name = entry.getFileName() + (Files.isDirectory(entry) ? "/" : "");
          names.add(name.getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(Arrays::compareUnsigned);
    return names;
  }

  private OriginException tooMany(Path folder) {
    return new OriginException(
        Reason.DENIED,
        "%s has more than %,d entries, which is what this node's heap can sort: pack them into tar shards or spread them over folders, or start the node with more heap (SHEAF_HEAP=4g)"
            .formatted(folder, mostNames));
  }
}
