package dev.sheaf.gpu.model;

import dev.sheaf.actors.model.ModelCard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models that are known, and the pages of those that have no other home. Nodes that share the
 * folder share the models.
 *
 * <pre>
 *   manifests/NAME/00000001.model    two of a name are kept: the newest, and the one before it
 *   pages/ab/abcd…                   each page once, however many manifests name it
 * </pre>
 *
 * <p>A page goes when no manifest names it any more and nobody wrote it lately.
 */
final class ModelLibrary {
  private static final String SUFFIX = ".model";
  private static final int KEPT = 2;

  private final Path manifests;
  private final PageFolder pages;
  private final Duration grace;
  private final Map<Path, ModelManifest> read = new ConcurrentHashMap<>();

  /**
   * A library in {@code root}.
   *
   * @param grace pages that were written in this time stay, since a manifest may be on its way
   */
  ModelLibrary(Path root, Duration grace) {
    this.manifests = root.resolve("manifests");
    this.pages = new PageFolder(root.resolve("pages"));
    this.grace = grace;
  }

  PageFolder pages() {
    return pages;
  }

  /** What is known of a name, the newest first, and what is wrong with what is newer. */
  record Found(List<ModelManifest> usable, String fault) {
    Found {
      usable = List.copyOf(usable);
    }
  }

  /** Stores a file's pages, then the manifest that names them. */
  ModelManifest take(String name, ModelCard.Facts facts, ModelManifest.Origin origin, Path file)
      throws IOException {
    try (var arena = Arena.ofConfined();
        var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var size = channel.size();
      if (size == 0) {
        throw new DamagedException(file + " is empty");
      }
      var weights = channel.map(MapMode.READ_ONLY, 0, size, arena);
      var named = new ArrayList<String>();
      for (int page = 0; page < WeightPages.count(size); page++) {
        var bytes = WeightPages.slice(weights, page);
        named.add(WeightPages.hash(bytes));
        pages.put(named.getLast(), bytes);
      }
      return note(
          new ModelManifest(
              name, facts, origin, size, MaskedCheckpoint.weightBytes(weights, facts), named));
    }
  }

  /** Writes a manifest as the newest of its name; what it replaces twice over goes. */
  synchronized ModelManifest note(ModelManifest manifest) throws IOException {
    var folder = Files.createDirectories(manifests.resolve(manifest.name()));
    var temporary = Files.createTempFile(folder, "manifest", ".tmp");
    try {
      Files.writeString(temporary, manifest.text());
      name(folder, temporary);
    } finally {
      Files.deleteIfExists(temporary);
    }
    var files = files(folder);
    if (files.size() > KEPT) {
      for (var old : files.subList(KEPT, files.size())) {
        Files.deleteIfExists(old);
        read.remove(old);
      }
      sweep();
    }
    return manifest;
  }

  /** Under the next number that nobody else takes. */
  private static void name(Path folder, Path temporary) throws IOException {
    var files = files(folder);
    var number = files.isEmpty() ? 1 : number(files.getFirst()) + 1;
    while (true) {
      try {
        Files.createLink(folder.resolve("%08d%s".formatted(number, SUFFIX)), temporary);
        return;
      } catch (FileAlreadyExistsException taken) {
        number++;
      }
    }
  }

  private static long number(Path file) {
    return Long.parseLong(file.getFileName().toString().replace(SUFFIX, ""));
  }

  /** Manifests of a name, the newest first. */
  private static List<Path> files(Path folder) throws IOException {
    try (var all = Files.list(folder)) {
      return all.filter(file -> file.getFileName().toString().matches("\\d{8}\\" + SUFFIX))
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /** What is known of a name. */
  Found find(String name) throws IOException {
    var usable = new ArrayList<ModelManifest>();
    var fault = "";
    for (var file : files(manifests.resolve(name))) {
      try {
        usable.add(parse(file));
      } catch (DamagedException | NoSuchFileException damaged) {
        if (usable.isEmpty()) {
          fault = "manifest %s of %s: %s".formatted(file.getFileName(), name, damaged.getMessage());
        }
      }
    }
    return new Found(usable, fault);
  }

  private ModelManifest parse(Path file) throws IOException {
    var known = read.get(file);
    if (known == null) {
      known = ModelManifest.parse(Files.readString(file));
      read.put(file, known);
    }
    return known;
  }

  /** All names, in order. */
  List<String> names() {
    try (var all = Files.list(manifests)) {
      return all.map(folder -> folder.getFileName().toString()).sorted().toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets a name, and the pages that nobody else names; false when there was none. */
  synchronized boolean remove(String name) throws IOException {
    var folder = manifests.resolve(name);
    if (!Files.isDirectory(folder)) {
      return false;
    }
    List<Path> files;
    try (var all = Files.list(folder)) {
      files = all.toList();
    }
    for (var file : files) {
      Files.deleteIfExists(file);
      read.remove(file);
    }
    Files.deleteIfExists(folder);
    sweep();
    return true;
  }

  /** Deletes pages that no manifest names. */
  synchronized int sweep() throws IOException {
    var kept = new HashSet<String>();
    for (var manifest : everything()) {
      kept.addAll(manifest.pages());
    }
    return pages.sweep(kept, grace);
  }

  /** Every manifest that can be read. */
  private List<ModelManifest> everything() throws IOException {
    var all = new ArrayList<ModelManifest>();
    for (var name : names()) {
      all.addAll(find(name).usable());
    }
    return all;
  }

  /** Which of a model's pages another name has too. */
  ModelCard.Shared shared(ModelManifest manifest) throws IOException {
    var others = new HashSet<String>();
    for (var name : names()) {
      if (!name.equals(manifest.name())) {
        find(name).usable().stream().limit(1).forEach(other -> others.addAll(other.pages()));
      }
    }
    var shared = 0;
    var sharedBytes = 0L;
    for (int page = 0; page < manifest.pages().size(); page++) {
      if (others.contains(manifest.pages().get(page))) {
        shared++;
        sharedBytes += WeightPages.length(manifest.storedBytes(), page);
      }
    }
    return new ModelCard.Shared(shared, sharedBytes);
  }

  /** What the pages of the library take, and what they would take without sharing. */
  long[] storedAndNamedBytes() throws IOException {
    var named =
        everything().stream()
            .filter(manifest -> !manifest.origin().isElsewhere())
            .mapToLong(ModelManifest::storedBytes)
            .sum();
    return new long[] {pages.sizeBytes(), named};
  }
}
