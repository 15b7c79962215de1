package dev.sheaf.actors.dataset;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
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

  /** How names of files end that are not whole yet. */
  static final String TEMPORARY = ".tmp";

  private static final int BUFFER_BYTES = 1 << 18;
  private static final String HASH = "[0-9a-f]{64}";
  private static final Logger LOG = LoggerFactory.getLogger(ManifestStore.class);

  private final Path folder;
  private final Segments others;
  private final Map<DatasetVersion, Manifest> open = new ConcurrentHashMap<>();

  /** Finds segments that this node does not have. */
  @FunctionalInterface
  public interface Segments {
    /**
     * The bytes of a segment from {@code offset} on, as many as somebody gives at once: one at
     * least, unless none are left.
     *
     * @throws IOException when nobody has it
     */
    SegmentPart fetch(String hash, long offset) throws IOException;
  }

  /** What a segment consists of. */
  @FunctionalInterface
  public interface Body {
    /** Writes all of it, in pieces of any size. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * A store in {@code folder}, which is made when it is absent, and is this store's alone: what an
   * earlier one was writing when its process ended is deleted.
   */
  public ManifestStore(Path folder, Segments others) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.others = others;
    try (var unfinished = Files.newDirectoryStream(folder, "*" + TEMPORARY)) {
      for (var file : unfinished) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** What an indexing finds, on this store's disk. */
  FoundSamples nothingFound() throws IOException {
    return FoundSamples.open(folder);
  }

  /** A list of objects on this store's disk. */
  ObjectList nothingListed() throws IOException {
    return ObjectList.open(folder);
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
    if (root == null || !root.isSound(HASH)) {
      throw new DatasetException(
          "the manifest " + version.hash() + " is none, or of a version that this node cannot read",
          "delete it from " + folder + " and register the dataset again");
    }
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
      write(
          out -> fetch(hash, out),
          found -> {
            if (!found.equals(hash)) {
              throw new DatasetException(
                  "the segment " + hash + " that another node sent is damaged", "try again");
            }
          });
    }
    return file;
  }

  /** Parts may come from different nodes: whoever has the segment has the same bytes. */
  private void fetch(String hash, OutputStream out) throws IOException {
    var offset = 0L;
    SegmentPart part;
    do {
      part = others.fetch(hash, offset);
      out.write(part.bytes());
      offset += part.bytes().length;
    } while (offset < part.segmentBytes() && part.bytes().length > 0);
  }

  /**
   * A part of a segment of this store from {@code offset} on, for others.
   *
   * @throws IOException when it is not here
   */
  public SegmentPart segment(String hash, long offset) throws IOException {
    try (var channel = FileChannel.open(path(hash), StandardOpenOption.READ)) {
      var left = Math.max(0, channel.size() - offset);
      var part = ByteBuffer.allocate((int) Math.min(left, SegmentPart.MOST_BYTES));
      while (part.hasRemaining() && channel.read(part, offset + part.position()) >= 0) {}
      if (part.hasRemaining()) {
        throw new IOException("the segment " + hash + " became shorter while it was read");
      }
      return new SegmentPart(part.array(), channel.size());
    }
  }

  /** True when this store has the segment or root. */
  public boolean has(String hash) {
    return hash.matches(HASH) && Files.exists(path(hash));
  }

  /** Stores bytes under their hash; gives the hash. */
  public String store(byte[] bytes) throws IOException {
    return store(out -> out.write(bytes));
  }

  /** Stores what {@code body} writes under its hash; gives the hash. */
  public String store(Body body) throws IOException {
    return write(body, hash -> {});
  }

  /** What is held against a segment's hash before it gets its name. */
  @FunctionalInterface
  private interface Check {
    void hold(String hash) throws IOException;
  }

  private String write(Body body, Check check) throws IOException {
    var temporary = Files.createTempFile(folder, "segment", TEMPORARY);
    try {
      var hash = write(body, temporary);
      check.hold(hash);
      if (!Files.exists(path(hash))) {
        Files.move(temporary, path(hash), StandardCopyOption.ATOMIC_MOVE);
      }
      return hash;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Hashes what is written on its way to the disk. */
  private String write(Body body, Path file) throws IOException {
    var digest = sha256();
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var disk = new ExplainedStream(Channels.newOutputStream(channel), folder);
      var out = new BufferedOutputStream(new DigestOutputStream(disk, digest), BUFFER_BYTES);
      body.writeTo(out);
      out.flush();
      channel.force(true);
    }
    return HexFormat.of().formatHex(digest.digest());
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

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Says where it could not write. */
  private static final class ExplainedStream extends FilterOutputStream {
    private final Path folder;

    ExplainedStream(OutputStream out, Path folder) {
      super(out);
      this.folder = folder;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw DatasetException.unwritten(folder, e);
      }
    }
  }
}
