package dev.sheaf.actors.copies;

import dev.sheaf.actors.copies.FileSet.Name;
import dev.sheaf.actors.copies.FileSet.Stamp;
import dev.sheaf.actors.dataset.ManifestStore;
import dev.sheaf.actors.dataset.SegmentPart;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file sets of a node: those it wrote, and those that it keeps for others; the latest of each
 * name. Blocks.
 *
 * <p>A set is kept as segments by hash and a document that names them, and a file that names the
 * document. What is in its place may be older than what is kept: this node may have kept meanwhile
 * what another one wrote. So the stamp of what was put or found there is kept beside it.
 */
public final class FileSets {
  private static final Logger LOG = LoggerFactory.getLogger(FileSets.class);
  private static final String LATEST = ".latest";
  private static final String PLACED = ".placed";
  private static final int BLOCK_BYTES = 1 << 20;

  private final Path folder;
  private final ManifestStore segments;
  private final FileSetPeers peers;
  private final Map<Name, Held> latest = new HashMap<>();

  private record Held(String document, FileSet set) {}

  private FileSets(Path folder, ManifestStore segments, FileSetPeers peers) {
    this.folder = folder;
    this.segments = segments;
    this.peers = peers;
  }

  /**
   * The sets in {@code folder}, which is this node's alone.
   *
   * @param others where segments are had that are not here
   */
  public static FileSets open(Path folder, ManifestStore.Segments others, FileSetPeers peers)
      throws IOException {
    var sets = new FileSets(folder, new ManifestStore(folder.resolve("segments"), others), peers);
    try (var names = Files.newDirectoryStream(folder, "*" + LATEST)) {
      for (var name : names) {
        sets.found(name);
      }
    }
    return sets;
  }

  private void found(Path latestFile) {
    try {
      var document = Files.readString(latestFile);
      var set = read(document);
      latest.put(set.name(), new Held(document, set));
    } catch (IOException | RuntimeException damaged) {
      LOG.warn("{} is left out, as it names no set of files: {}", latestFile, damaged.toString());
    }
  }

  private FileSet read(String document) throws IOException {
    try {
      return FileSet.read(segments.map(document).toArray(ValueLayout.JAVA_BYTE));
    } catch (IllegalArgumentException unfit) {
      throw new IOException("the document " + document + " is no set of files", unfit);
    }
  }

  /** The hash of the document of the latest set with a name that this node has. */
  public synchronized Optional<String> latest(Name name) {
    return Optional.ofNullable(latest.get(name)).map(Held::document);
  }

  /** A part of a file or document of this node, for others. */
  public Optional<SegmentPart> segment(String hash, long offset) throws IOException {
    return segments.has(hash) ? Optional.of(segments.segment(hash, offset)) : Optional.empty();
  }

  /**
   * Keeps what lies in these places, here and on another node, unless there is a set of somebody
   * whose turn came later.
   *
   * @param turn round and life of who wrote the files; its count does not matter
   * @param places where files may be, by what they are to the set; those that are not there are
   *     left out
   * @return true when another node has it, too
   */
  public boolean keep(Name name, Stamp turn, Map<String, Path> places) throws IOException {
    var files = new TreeMap<String, String>();
    for (var place : places.entrySet()) {
      if (Files.exists(place.getValue())) {
        var path = place.getValue();
        files.put(place.getKey(), segments.store(out -> Files.copy(path, out)));
      }
    }
    String document;
    synchronized (this) {
      var before = latest.get(name);
      var next = next(turn, before == null ? null : before.set().stamp());
      if (next == null) {
        return false;
      }
      document = note(new FileSet(name, next, files));
      write(name, PLACED, place(next));
    }
    return peers.keep(name, document);
  }

  private static @Nullable Stamp next(Stamp turn, @Nullable Stamp before) {
    var first = new Stamp(turn.round(), turn.life(), 0);
    if (before == null || before.compareTo(first) < 0) {
      return first;
    }
    return before.round() == turn.round() && before.life() == turn.life()
        ? new Stamp(turn.round(), turn.life(), before.count() + 1)
        : null;
  }

  /** Keeps a set that another node has; nothing when this node has a later one. */
  public void keepFor(Name name, String document) throws IOException {
    var set = read(document);
    if (!set.name().equals(name)) {
      throw new IOException("the document is of %s, not of %s".formatted(set.name(), name));
    }
    fetch(set);
    synchronized (this) {
      var before = latest.get(name);
      if (before == null || before.set().stamp().compareTo(set.stamp()) < 0) {
        if (!set.files().values().stream().allMatch(segments::has)) {
          throw new IOException("files of %s were given up while others came".formatted(name));
        }
        note(set);
      }
    }
  }

  private void fetch(FileSet set) throws IOException {
    for (var hash : set.files().values()) {
      segments.map(hash);
    }
  }

  /** Forgets the set before, and those of its files that nobody else has. */
  private String note(FileSet set) throws IOException {
    var document = segments.store(set.document());
    write(set.name(), LATEST, document);
    var before = latest.put(set.name(), new Held(document, set));
    if (before != null) {
      before.set().files().values().forEach(this::deleteUnlessNamed);
      deleteUnlessNamed(before.document());
    }
    return document;
  }

  private void deleteUnlessNamed(String hash) {
    var isNamed =
        latest.values().stream()
            .anyMatch(
                held -> held.document().equals(hash) || held.set().files().containsValue(hash));
    if (!isNamed) {
      segments.delete(hash);
    }
  }

  /**
   * Puts the latest set that can be had of any node into these places, unless what lies there is as
   * late.
   *
   * @return true when files were put there
   * @throws IOException when they cannot be written
   */
  public boolean bring(Name name, Map<String, Path> places) throws IOException {
    for (var document : peers.latest(name)) {
      try {
        keepFor(name, document);
      } catch (IOException gone) {
        // Its node may keep a later one by now, or be gone; the others are asked, too.
        LOG.warn("the files of {} that another node has cannot be had: {}", name, gone.toString());
      }
    }
    Held held;
    synchronized (this) {
      held = latest.get(name);
    }
    if (held == null || isPlaced(held.set(), places)) {
      return false;
    }
    for (var file : held.set().files().entrySet()) {
      var place = places.get(file.getKey());
      if (place != null) {
        put(segments.map(file.getValue()), place);
      }
    }
    write(name, PLACED, place(held.set().stamp()));
    return true;
  }

  private boolean isPlaced(FileSet set, Map<String, Path> places) throws IOException {
    var file = folder.resolve(set.name().fileName() + PLACED);
    return Files.exists(file)
        && Files.readString(file).equals(place(set.stamp()))
        && set.files().keySet().stream()
            .allMatch(each -> !places.containsKey(each) || Files.exists(places.get(each)));
  }

  private static String place(Stamp stamp) {
    return "%d %d %d".formatted(stamp.round(), stamp.life(), stamp.count());
  }

  /** There whole or not at all. */
  private static void put(MemorySegment bytes, Path place) throws IOException {
    var parent = Files.createDirectories(place.toAbsolutePath().getParent());
    var temporary = Files.createTempFile(parent, place.getFileName().toString(), ".tmp");
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        for (long at = 0; at < bytes.byteSize(); at += BLOCK_BYTES) {
          var block = bytes.asSlice(at, Math.min(BLOCK_BYTES, bytes.byteSize() - at));
          for (var buffer = block.asByteBuffer(); buffer.hasRemaining(); ) {
            channel.write(buffer);
          }
        }
        channel.force(true);
      }
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void write(Name name, String suffix, String words) throws IOException {
    var temporary = Files.createTempFile(folder, "name", ".tmp");
    try {
      Files.writeString(temporary, words);
      Files.move(
          temporary, folder.resolve(name.fileName() + suffix), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
