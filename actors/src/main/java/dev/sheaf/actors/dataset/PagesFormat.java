package dev.sheaf.actors.dataset;

import dev.sheaf.actors.origin.OriginObject;
import java.io.IOException;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Files that hold no samples, such as weights: each is cut into pages of {@link
 * DatasetIndexer#PAGE_BYTES}, the last one as long as what is left.
 */
final class PagesFormat implements DatasetFormat {
  static final String NAME = "pages";
  private static final int READ_PAGES = 128;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String encoding() {
    return "bytes";
  }

  @Override
  public List<String> index(IndexPass pass, ObjectList objects, FoundSamples found)
      throws IOException {
    pass.expect(objects.stream().mapToLong(OriginObject::sizeBytes).sum());
    for (var object : objects) {
      if (object.sizeBytes() == 0) {
        throw new DatasetException(pass.nameOf(object) + " is empty", "name a file with weights");
      }
      index(pass, object, found);
    }
    return List.of();
  }

  private static void index(IndexPass pass, OriginObject object, FoundSamples found)
      throws IOException {
    var number = found.addObject(object);
    var most = (long) READ_PAGES * DatasetIndexer.PAGE_BYTES;
    for (long offset = 0; offset < object.sizeBytes(); offset += most) {
      var bytes = pass.read(object, offset, (int) Math.min(most, object.sizeBytes() - offset));
      for (int at = 0; at < bytes.length; at += DatasetIndexer.PAGE_BYTES) {
        var length = Math.min(DatasetIndexer.PAGE_BYTES, bytes.length - at);
        var crc = new CRC32();
        crc.update(bytes, at, length);
        found.add(new SampleRows.Row(number, offset + at, length, -1, (int) crc.getValue()));
      }
      pass.advance(bytes.length);
    }
  }
}
