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
          var tar = new TarArchiveInputStream(stream)) {
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
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

    /** A header may claim any size: it must fit in what is left of the shard. */
    private void hold(TarArchiveEntry entry, long position) throws DatasetException {
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
