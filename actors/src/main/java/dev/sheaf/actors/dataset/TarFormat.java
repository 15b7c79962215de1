package dev.sheaf.actors.dataset;

import dev.sheaf.actors.origin.OriginObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Tar archives, one or several shards, either with class folders inside or in WebDataset naming:
 * members that share the name before the first dot are one sample, its image is the first image
 * member, its label the number in {@code .cls}.
 */
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
  public List<String> index(IndexPass pass, List<OriginObject> objects) throws IOException {
    var named = objects.stream().filter(object -> isTar(object.key())).toList();
    var shards = named.isEmpty() && objects.size() == 1 ? objects : named;
    if (shards.isEmpty()) {
      throw new DatasetException(
          "there is no .tar file below " + pass.root(), "give a tar file or a folder of shards");
    }
    pass.expect(shards.stream().mapToLong(OriginObject::sizeBytes).sum());
    var members = new ArrayList<Member>();
    var labels = new HashMap<String, Integer>();
    for (var shard : shards) {
      new ShardReader(pass, shard, members, labels).read();
    }
    if (members.isEmpty()) {
      throw new DatasetException(
          "there is no image in " + shards.size() + " tar file(s) at " + pass.root(),
          "members must end in .jpg, .png, .bmp or .gif");
    }
    return labels.isEmpty() ? addByFolder(pass, members) : addByKey(pass, members, labels);
  }

  /** An image inside a shard. */
  private record Member(int object, String name, long offset, int length, int crc) {
    /** The name up to the first dot of its last part: what WebDataset calls the key. */
    String key() {
      return keyOf(object, name);
    }

    String folder() {
      var end = name.lastIndexOf('/');
      return end < 0 ? "" : name.substring(name.lastIndexOf('/', end - 1) + 1, end);
    }
  }

  private static String keyOf(int object, String name) {
    var file = name.lastIndexOf('/') + 1;
    var dot = name.indexOf('.', file);
    return object + "/" + (dot < 0 ? name : name.substring(0, dot));
  }

  private static List<String> addByFolder(IndexPass pass, List<Member> members) {
    var folders = new TreeSet<String>();
    members.forEach(member -> folders.add(member.folder()));
    folders.remove("");
    var classes = List.copyOf(folders);
    for (var member : members) {
      var label = classes.indexOf(member.folder());
      pass.found().add(member.object, member.offset, member.length, label, member.crc);
    }
    return classes;
  }

  private static List<String> addByKey(
      IndexPass pass, List<Member> members, Map<String, Integer> labels) {
    var most = labels.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
    var seen = new TreeSet<String>();
    for (var member : members) {
      if (seen.add(member.key())) {
        var label = labels.getOrDefault(member.key(), -1);
        pass.found().add(member.object, member.offset, member.length, label, member.crc);
      }
    }
    var classes = new ArrayList<String>();
    for (int label = 0; label <= most; label++) {
      classes.add(Integer.toString(label));
    }
    return classes;
  }

  /** Reads one shard from front to back. */
  private record ShardReader(
      IndexPass pass, OriginObject shard, List<Member> members, Map<String, Integer> labels) {
    void read() throws IOException {
      var object = pass.found().addObject(shard);
      var last = "its first member";
      try (var stream = new OriginStream(pass, shard);
          var tar = new TarArchiveInputStream(stream)) {
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
          last = entry.getName();
          hold(entry, stream.position());
          if (entry.isFile()) {
            member(tar, entry, object, stream.position());
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

    private void member(TarArchiveInputStream tar, TarArchiveEntry entry, int object, long offset)
        throws IOException {
      var name = entry.getName();
      var file = name.substring(name.lastIndexOf('/') + 1);
      if (name.endsWith(".cls") && entry.getSize() <= MOST_LABEL_BYTES) {
        labels.put(keyOf(object, name), label(tar.readAllBytes(), name));
      } else if (DatasetFormat.isImage(name) && !file.startsWith(".") && entry.getSize() > 0) {
        var crc = new CRC32();
        var buffer = new byte[64 << 10];
        for (int count = tar.read(buffer); count > 0; count = tar.read(buffer)) {
          crc.update(buffer, 0, count);
        }
        var length = Math.toIntExact(entry.getSize());
        members.add(new Member(object, name, offset, length, (int) crc.getValue()));
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
