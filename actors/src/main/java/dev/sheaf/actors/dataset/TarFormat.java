package dev.sheaf.actors.dataset;

import dev.sheaf.actors.origin.OriginObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Tar archives, one or several shards; {@link TarNaming} says how members become samples. */
final class TarFormat implements DatasetFormat {
  private static final int MOST_LABEL_BYTES = 32;
  private static final int MOST_NAME_LENGTH = 4096;

  /** Between two members: long names, PAX records, sparse maps, and the rest of a record. */
  private static final long MOST_HEAD_BYTES = 1 << 20;

  @Override
  public String name() {
    return "tar";
  }

  @Override
  public String encoding() {
    return "image";
  }

  static boolean isTar(String key) {
    return key.endsWith(".tar");
  }

  @Override
  public List<String> index(IndexPass pass, ObjectList objects, FoundSamples found)
      throws IOException {
    var named = objects.stream().filter(object -> isTar(object.key())).toList();
    var shards = named.isEmpty() && objects.count() == 1 ? objects.stream().toList() : named;
    if (shards.isEmpty()) {
      throw new DatasetException(
          "there is no .tar file below " + pass.root(), "give a tar file or a folder of shards");
    }
    pass.expect(shards.stream().mapToLong(OriginObject::sizeBytes).sum());
    try (var naming = new TarNaming(found)) {
      for (var shard : shards) {
        new ShardReader(pass, shard, found.addObject(shard), naming).read();
        naming.endShard();
      }
      var classes = naming.addAll();
      if (found.count() == 0) {
        throw new DatasetException(
            "there is no image in " + shards.size() + " tar file(s) at " + pass.root(),
            "members must end in .jpg, .png, .bmp or .gif");
      }
      return classes;
    }
  }

  /** Reads one shard from front to back. */
  private record ShardReader(IndexPass pass, OriginObject shard, int object, TarNaming naming) {
    void read() throws IOException {
      var last = "its first member";
      try (var stream = new OriginStream(pass, shard);
          var heads = new HeadBudget(stream);
          var tar = new TarArchiveInputStream(heads)) {
        for (var entry = next(tar, heads); entry != null; entry = next(tar, heads)) {
          last = entry.getName();
          hold(entry, stream.position());
          if (entry.isFile()) {
            member(tar, entry, stream.position());
          }
        }
      } catch (DatasetException known) {
        throw known;
      } catch (IOException | IllegalArgumentException broken) {
        throw new DatasetException(
            pass.nameOf(shard)
                + " is no whole tar file: it breaks off at "
                + last
                + " ("
                + broken.getMessage()
                + ")",
            "fetch or pack the archive again");
      }
    }

    /** The next member; names and extensions before it are read whole, so they are bounded. */
    private static TarArchiveEntry next(TarArchiveInputStream tar, HeadBudget heads)
        throws IOException {
      while (tar.getCurrentEntry() != null && tar.skip(Long.MAX_VALUE) > 0) {
        // What was not read of the member before.
      }
      heads.grant(MOST_HEAD_BYTES);
      var entry = tar.getNextEntry();
      heads.grant(Long.MAX_VALUE);
      return entry;
    }

    /** A header may claim any size: it must fit in what is left of the shard. */
    private void hold(TarArchiveEntry entry, long position) throws DatasetException {
      if (entry.getName().length() > MOST_NAME_LENGTH) {
        throw new DatasetException(
            pass.nameOf(shard)
                + " has at byte "
                + position
                + " a name of "
                + entry.getName().length()
                + " characters, and at most "
                + MOST_NAME_LENGTH
                + " are taken",
            "pack the archive again with shorter names");
      }
      if (entry.getSize() < 0
          || (entry.isFile() && entry.getSize() > shard.sizeBytes() - position)) {
        throw new DatasetException(
            pass.nameOf(shard)
                + " is cut short: "
                + entry.getName()
                + " at byte "
                + position
                + " should have "
                + entry.getSize()
                + " bytes",
            "fetch or pack the archive again");
      }
    }

    private void member(TarArchiveInputStream tar, TarArchiveEntry entry, long offset)
        throws IOException {
      var name = entry.getName();
      var file = name.substring(name.lastIndexOf('/') + 1);
      if (name.endsWith(".cls") && entry.getSize() <= MOST_LABEL_BYTES) {
        naming.label(name, label(tar.readAllBytes(), name));
      } else if (DatasetFormat.isImage(name) && !file.startsWith(".") && entry.getSize() > 0) {
        var crc = new CRC32();
        var buffer = new byte[64 << 10];
        for (int count = tar.read(buffer); count > 0; count = tar.read(buffer)) {
          crc.update(buffer, 0, count);
        }
        var length = Math.toIntExact(entry.getSize());
        naming.image(name, new SampleRows.Row(object, offset, length, -1, (int) crc.getValue()));
      }
    }

    private int label(byte[] text, String name) throws DatasetException {
      var word = new String(text, StandardCharsets.UTF_8).strip();
      if (!word.matches("\\d{1,7}")) {
        throw new DatasetException(
            name + " in " + pass.nameOf(shard) + " must hold a class number but holds " + word,
            "write the label as a number from 0");
      }
      return Integer.parseInt(word);
    }
  }
}
