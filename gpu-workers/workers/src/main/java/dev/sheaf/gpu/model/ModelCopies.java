package dev.sheaf.gpu.model;

import dev.sheaf.policies.model.ModelTier;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.ring.AnonymousFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of models below the accelerator: files without a name in memory, pages on disk.
 *
 * <p>A process opens a copy in memory by a name that leads to it, so nothing is copied for it. What
 * is not kept in memory passes through a file that is gone when the process has read it. Which
 * copies are kept is decided elsewhere; nothing is read twice at once for the same model.
 */
final class ModelCopies implements AutoCloseable {
  private final ModelLibrary library;
  private final OriginPages origin;
  private final Path parent;
  private final Map<String, AnonymousFile> memory = new HashMap<>();
  private final Map<String, ModelManifest> onDisk = new HashMap<>();
  private @Nullable NodeFolder folder;
  private long serial;

  /** Copies of what is in a library, or at the origin; those on disk below {@code parent}. */
  ModelCopies(ModelLibrary library, OriginPages origin, Path parent) {
    this.library = library;
    this.origin = origin;
    this.parent = parent;
  }

  /** Weights that a process can open; closed once it has read them. */
  record Weights(Path path) implements AutoCloseable {
    /** Makes it a file with the bytes, for who may not look into another process's memory. */
    void copyOut() throws IOException {
      var copy = path.resolveSibling(path.getFileName() + "-copy");
      Files.copy(path, copy);
      Files.move(copy, path, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(path);
    }
  }

  /** Which copies a load leaves on its way. */
  record Keep(boolean inMemory, boolean onDisk) {}

  /**
   * Has the weights of a model read, from this tier on down.
   *
   * @throws DamagedException when what is stored is not what the manifest names
   */
  Weights load(ModelManifest model, ModelTier from, Keep keep)
      throws IOException, InterruptedException {
    if (keep.onDisk()) {
      claimDisk(model);
    }
    if (!keep.inMemory()) {
      return passing(model, from, keep);
    }
    var there = inMemory(model.key());
    return named(there == null ? filled(model, from, keep) : there);
  }

  private synchronized void claimDisk(ModelManifest model) {
    onDisk.put(model.key(), model);
  }

  private synchronized @Nullable AnonymousFile inMemory(String key) {
    return memory.get(key);
  }

  /** Made when it is first needed: most nodes keep no models. */
  private synchronized Path folder() throws IOException {
    if (folder == null) {
      folder = NodeFolder.open(parent);
    }
    return folder.path();
  }

  private PageFolder disk() throws IOException {
    return new PageFolder(folder().resolve("pages"));
  }

  private synchronized Path free() throws IOException {
    return folder().resolve("weights-" + ++serial);
  }

  private Weights named(AnonymousFile file) throws IOException {
    return new Weights(Files.createSymbolicLink(free(), file.path()));
  }

  private AnonymousFile filled(ModelManifest model, ModelTier from, Keep keep)
      throws IOException, InterruptedException {
    var file = AnonymousFile.create("sheaf-model", model.sizeBytes());
    try (var arena = Arena.ofShared()) {
      fill(model, file.map(arena), from, keep);
    } catch (IOException | InterruptedException | RuntimeException failed) {
      file.close();
      throw failed;
    }
    synchronized (this) {
      memory.put(model.key(), file);
    }
    return file;
  }

  private Weights passing(ModelManifest model, ModelTier from, Keep keep)
      throws IOException, InterruptedException {
    var path = free();
    try (var arena = Arena.ofShared();
        var channel =
            FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      fill(model, channel.map(MapMode.READ_WRITE, 0, model.sizeBytes(), arena), from, keep);
      return new Weights(path);
    } catch (IOException | InterruptedException | RuntimeException failed) {
      Files.deleteIfExists(path);
      throw failed;
    }
  }

  /** What has a mask is stored in other bytes than those that a process reads. */
  private void fill(ModelManifest model, MemorySegment into, ModelTier from, Keep keep)
      throws IOException, InterruptedException {
    var task = model.facts().task();
    if (task == 0) {
      read(model, into, from, keep);
      return;
    }
    try (var arena = Arena.ofShared()) {
      var stored = arena.allocate(model.storedBytes());
      read(model, stored, from, keep);
      MaskedCheckpoint.select(stored, task, into);
    }
  }

  private void read(ModelManifest model, MemorySegment into, ModelTier from, Keep keep)
      throws IOException, InterruptedException {
    if (from == ModelTier.DISK && readDisk(model, into)) {
      return;
    }
    var elsewhere = model.origin().isElsewhere();
    if (elsewhere) {
      origin.read(version(model), into);
    }
    for (int page = 0; page < model.pages().size(); page++) {
      var hash = model.pages().get(page);
      var bytes = WeightPages.slice(into, page);
      if (!elsewhere) {
        library.pages().read(hash, bytes);
      } else if (!WeightPages.hash(bytes).equals(hash)) {
        throw new DamagedException(
            "page %d of %s is not what was registered".formatted(page, model.origin().place()));
      }
      if (keep.onDisk() && elsewhere) {
        disk().put(hash, bytes);
      } else if (keep.onDisk()) {
        disk().adopt(library.pages(), hash, bytes);
      }
    }
  }

  private static DatasetVersion version(ModelManifest model) throws DamagedException {
    var words = model.origin().version().split(" ", -1);
    if (words.length != 2) {
      throw new DamagedException("its manifest names no dataset of pages");
    }
    return new DatasetVersion(words[0], words[1]);
  }

  /** False when a page is not as it should be: then all is read again from below. */
  private boolean readDisk(ModelManifest model, MemorySegment into) throws IOException {
    try {
      for (int page = 0; page < model.pages().size(); page++) {
        disk().read(model.pages().get(page), WeightPages.slice(into, page));
      }
      return true;
    } catch (DamagedException damaged) {
      return false;
    }
  }

  /** Frees a copy in memory. */
  synchronized void dropMemory(String key) {
    var file = memory.remove(key);
    if (file != null) {
      file.close();
    }
  }

  /** Frees the pages that no other model on this disk has. */
  synchronized void dropDisk(String key) throws IOException {
    var dropped = onDisk.remove(key);
    if (dropped == null) {
      return;
    }
    var kept = new HashSet<String>();
    onDisk.values().forEach(model -> kept.addAll(model.pages()));
    for (var page : dropped.pages()) {
      if (!kept.contains(page)) {
        disk().delete(page);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    memory.values().forEach(AnonymousFile::close);
    memory.clear();
    if (folder != null) {
      folder.close();
    }
  }
}
