package dev.sheaf.actors.dataset;

import static dev.sheaf.node.fuzz.Seeds.texts;

import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.origin.OriginObject;
import dev.sheaf.node.fuzz.Target;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Objects that are indexed, and the manifests that come of it. */
public final class DatasetParsers {
  private static final List<Class<? extends Exception>> REFUSALS = List.of(IOException.class);

  /** An indexing writes files. */
  private static final int EVERY = 50;

  private DatasetParsers() {}

  /** The targets, with their files below a folder. */
  public static List<Target> all(Path folder) throws IOException {
    return List.of(
        new Target(
            "tar-index",
            List.of(
                tar(TarArchiveOutputStream.LONGFILE_POSIX),
                tar(TarArchiveOutputStream.LONGFILE_GNU)),
            input -> index(folder, "shard.tar", "tar", input),
            REFUSALS,
            EVERY),
        new Target(
            "cifar-index",
            List.of(new byte[2 * 3073], new byte[3073]),
            input -> index(folder, "data_batch_1.bin", "cifar", input),
            REFUSALS,
            EVERY),
        new Target(
            "folder-index",
            texts("no picture, but nobody looks yet"),
            input -> index(folder, "cat/1.jpg", "folder", input),
            REFUSALS,
            EVERY),
        new Target(
            "manifest-root", List.of(root(folder)), in -> open(folder, in), REFUSALS, EVERY));
  }

  private static byte[] tar(int longNames) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(out)) {
      tar.setLongFileMode(longNames);
      for (var name : List.of("a/1.jpg", "a/1.cls", "b/" + "n".repeat(120) + ".png")) {
        var entry = new TarArchiveEntry(name);
        entry.setSize(1);
        tar.putArchiveEntry(entry);
        tar.write('7');
        tar.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }

  private static DatasetVersion index(Path folder, String key, String format, byte[] input)
      throws IOException {
    var state = Files.createTempDirectory(folder, "index");
    try {
      var store = new ManifestStore(state, DatasetParsers::nobody);
      var indexer = new DatasetIndexer(new OneObject(key, input), store);
      var entry = indexer.index(indexer.pass(URI.create("file:///data/")), "x", format);
      var manifest = store.open(entry.version());
      for (long id = 0; id < entry.samples(); id++) {
        if (manifest.length(id) < 1 || manifest.nameOf(id).isEmpty()) {
          throw new IllegalStateException("sample " + id + " is nowhere");
        }
      }
      return entry.version();
    } finally {
      delete(state);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static SegmentPart nobody(String hash, long offset) throws IOException {
    throw new IOException("nobody has " + hash);
  }

  /** A manifest whose segments lie below the folder from now on. */
  private static byte[] root(Path folder) throws IOException {
    var state = Files.createDirectories(folder.resolve("manifest"));
    var store = new ManifestStore(state, DatasetParsers::nobody);
    var indexer =
        new DatasetIndexer(
            new OneObject("shard.tar", tar(TarArchiveOutputStream.LONGFILE_POSIX)), store);
    var entry = indexer.index(indexer.pass(URI.create("file:///data/")), "x", "tar");
    return Files.readAllBytes(state.resolve(entry.version().hash()));
  }

  private static void open(Path folder, byte[] input) throws IOException {
    var state = folder.resolve("manifest");
    var hash = sha256(input);
    var file = state.resolve(hash);
    var isNew = Files.notExists(file);
    Files.write(file, input);
    try {
      var store = new ManifestStore(state, DatasetParsers::nobody);
      store.open(new DatasetVersion("x", hash)).table();
    } finally {
      if (isNew) {
        Files.delete(file);
      }
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new LinkageError("SHA-256", impossible);
    }
  }

  /** A fake origin that has one object. */
  private record OneObject(String key, byte[] bytes) implements Origin {
    @Override
    public void list(URI root, Consumer<OriginObject> each) {
      each.accept(new OriginObject(key, bytes.length, 1));
    }

    @Override
    public void read(URI root, String asked, long offset, MemorySegment into, long tag)
        throws OriginException {
      if (offset + into.byteSize() > bytes.length) {
        throw new OriginException(OriginException.Reason.CHANGED, asked + " is shorter");
      }
      MemorySegment.copy(MemorySegment.ofArray(bytes), offset, into, 0, into.byteSize());
    }

    @Override
    public OriginMeter meter() {
      return new OriginMeter();
    }

    @Override
    public String label() {
      return "fake";
    }
  }
}
