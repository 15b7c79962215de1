package dev.sheaf.node.scratch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A folder for one run, which is gone at its end.
 *
 * <p>A run that is broken off (Ctrl-C, SIGTERM) has nothing worth saving: its helpers are killed,
 * the folder is deleted, and the process ends at once instead of waiting for an orderly departure.
 */
public final class ScratchFolder implements AutoCloseable {
  /** The status of a process that Ctrl-C has ended. */
  private static final int BROKEN_OFF = 130;

  private static final int TRIES = 20;

  private final Path path;
  private final List<Process> helpers = new CopyOnWriteArrayList<>();
  private final List<Closeable> open = new CopyOnWriteArrayList<>();
  private final Thread whenBrokenOff = new Thread(this::breakOff, "scratch");

  private ScratchFolder(Path path) {
    this.path = path;
  }

  /** A new folder in the system's place for such, named by its purpose. */
  public static ScratchFolder create(String purpose) throws IOException {
    var scratch = new ScratchFolder(Files.createTempDirectory("sheaf-" + purpose));
    Runtime.getRuntime().addShutdownHook(scratch.whenBrokenOff);
    return scratch;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** A process that must not outlive the run. */
  public void ends(Process helper) {
    helpers.add(helper);
  }

  /** Something that must be closed with the run. */
  public void ends(Closeable resource) {
    open.add(resource);
  }

  private void breakOff() {
    helpers.forEach(Process::destroyForcibly);
    for (int attempt = 0; attempt < TRIES && Files.exists(path); attempt++) {
      try {
        delete();
      } catch (IOException stillWrittenTo) {
        Thread.onSpinWait();
      }
    }
    Runtime.getRuntime().halt(BROKEN_OFF);
  }

  @Override
  public void close() throws IOException {
    Runtime.getRuntime().removeShutdownHook(whenBrokenOff);
    helpers.forEach(helper -> helper.destroyForcibly().onExit().join());
    for (var resource : open) {
      resource.close();
    }
    delete();
  }

  private void delete() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
