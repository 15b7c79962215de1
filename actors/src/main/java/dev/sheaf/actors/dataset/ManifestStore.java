package dev.sheaf.actors.dataset;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps manifests in a folder, one file a segment, named by the hash of its bytes.
 *
 * <p>A file is written under a temporary name, forced to disk and renamed, so it is there whole or
 * not at all. A segment that is absent is asked for from others, and checked against its hash.
 */
public final class ManifestStore implements Manifests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HASH = "[0-9a-f]{64}";
  private static final Logger LOG = LoggerFactory.getLogger(ManifestStore.class);

  private final Path folder;
  private final Segments others;
  private final Map<DatasetVersion, Manifest> open = new ConcurrentHashMap<>();

  /** Finds segments that this node does not have. */
  @FunctionalInterface
  public interface Segments {
    /**
     * The bytes of a segment.
     *
     * @throws IOException when nobody has it
     */
    byte[] fetch(String hash) throws IOException;
  }

  /** A store in {@code folder}, which is made when it is absent. */
  public ManifestStore(Path folder, Segments others) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.others = others;
  }

  @Override
  public Manifest open(DatasetVersion version) throws IOException {
    var there = open.get(version);
    if (there != null) {
      return there;
    }
    synchronized (this) {
      var manifest = open.get(version);
      if (manifest == null) {
        manifest = map(version);
        open.put(version, manifest);
      }
      return manifest;
    }
  }

  @Override
  public Optional<Manifest> opened(DatasetVersion version) {
    return Optional.ofNullable(open.get(version));
  }

  /** The versions whose manifests are open. */
  public List<DatasetVersion> inUse() {
    return List.copyOf(open.keySet());
  }

  private Manifest map(DatasetVersion version) throws IOException {
    var root = JSON.readValue(Files.readAllBytes(file(version.hash())), ManifestFormat.Root.class);
    var packages = map(root.packageTable());
    var samples = map(root.sampleTable());
    if (packages.byteSize() != (long) root.packages() * ManifestFormat.PACKAGE_BYTES
        || samples.byteSize() != root.samples() * root.sampleBytes()) {
      throw new DatasetException(
          "the manifest " + version.hash() + " is not whole: a segment has the wrong size",
          "delete it from " + folder + " and register the dataset again");
    }
    var tags = root.tags() == null ? null : map(root.tags());
    return new MappedManifest(
        version, root, new MappedManifest.Segments(packages, samples, map(root.names()), tags));
  }

  /**
   * The bytes of a segment, mapped; fetched from others when it is absent here.
   *
   * @throws IOException when nobody has it
   */
  public MemorySegment map(String hash) throws IOException {
    try (var channel = FileChannel.open(file(hash), StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
    }
  }

  /** The file of a segment, fetched from others when it is absent here. */
  private Path file(String hash) throws IOException {
    var file = path(hash);
    if (!Files.exists(file)) {
      var bytes = others.fetch(hash);
      if (!hash(bytes).equals(hash)) {
        throw new DatasetException(
            "the segment " + hash + " that another node sent is damaged", "try again");
      }
      store(bytes);
    }
    return file;
  }

  /**
   * The bytes of a segment of this store, for others.
   *
   * @throws IOException when it is not here
   */
  public byte[] segment(String hash) throws IOException {
    return Files.readAllBytes(path(hash));
  }

  /** True when this store has the segment or root. */
  public boolean has(String hash) {
    return hash.matches(HASH) && Files.exists(path(hash));
  }

  /** Stores bytes under their hash; gives the hash. */
  public String store(byte[] bytes) throws IOException {
    var hash = hash(bytes);
    var file = path(hash);
    if (Files.exists(file)) {
      return hash;
    }
    var temporary = Files.createTempFile(folder, "segment", ".tmp");
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return hash;
  }

  /** Deletes a segment that nobody needs any more; one that cannot be deleted stays. */
  public void delete(String hash) {
    try {
      Files.deleteIfExists(path(hash));
    } catch (IOException stays) {
      LOG.warn("cannot delete the segment {} of {}", hash, folder, stays);
    }
  }

  private Path path(String hash) {
    if (!hash.matches(HASH)) {
      throw new IllegalArgumentException(
          "a segment's name must be 64 hexadecimal digits but was " + hash);
    }
    return folder.resolve(hash);
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
