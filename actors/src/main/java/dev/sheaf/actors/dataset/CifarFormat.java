package dev.sheaf.actors.dataset;

import dev.sheaf.actors.origin.OriginObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * The binary batches of CIFAR-10 (a label and 3,072 bytes of pixels a record) and CIFAR-100 (coarse
 * label, fine label, pixels; files {@code train.bin} and {@code test.bin}).
 *
 * <p><i>Source:</i> Krizhevsky, "Learning multiple layers of features from tiny images", 2009, and
 * the page of the data set.
 */
final class CifarFormat implements DatasetFormat {
  private static final int PIXELS = 3_072;
  private static final int READ_RECORDS = 1_000;

  @Override
  public String name() {
    return "cifar";
  }

  @Override
  public String encoding() {
    return "cifar";
  }

  static boolean isBatch(OriginObject object) {
    return object.key().endsWith(".bin") && object.sizeBytes() % recordBytes(object.key()) == 0;
  }

  private static int recordBytes(String key) {
    return PIXELS + labels(key);
  }

  private static int labels(String key) {
    var file = key.substring(key.lastIndexOf('/') + 1);
    return file.equals("train.bin") || file.equals("test.bin") ? 2 : 1;
  }

  @Override
  public List<String> index(IndexPass pass, ObjectList objects, FoundSamples found)
      throws IOException {
    var batches = objects.stream().filter(object -> object.key().endsWith(".bin")).toList();
    if (batches.isEmpty()) {
      throw new DatasetException(
          "there is no .bin file below " + pass.root(),
          "give the folder that holds data_batch_1.bin and the others");
    }
    var total = 0L;
    for (var batch : batches) {
      total += records(pass, batch);
    }
    pass.expect(total);
    var most = 0;
    for (var batch : batches) {
      most = Math.max(most, indexBatch(pass, batch, found));
    }
    return classes(pass, objects, most + 1);
  }

  private static long records(IndexPass pass, OriginObject batch) throws DatasetException {
    var size = recordBytes(batch.key());
    if (batch.sizeBytes() == 0 || batch.sizeBytes() % size != 0) {
      throw new DatasetException(
          pass.nameOf(batch)
              + " has "
              + batch.sizeBytes()
              + " bytes, which is not a multiple of the record of "
              + size
              + ": it is cut short or no CIFAR batch",
          "fetch the file again");
    }
    return batch.sizeBytes() / size;
  }

  private static int indexBatch(IndexPass pass, OriginObject batch, FoundSamples found)
      throws IOException {
    var size = recordBytes(batch.key());
    var labels = labels(batch.key());
    var object = found.addObject(batch);
    var most = 0;
    for (long offset = 0; offset < batch.sizeBytes(); offset += (long) size * READ_RECORDS) {
      var length = (int) Math.min((long) size * READ_RECORDS, batch.sizeBytes() - offset);
      var bytes = pass.read(batch, offset, length);
      for (int at = 0; at < length; at += size) {
        var label = bytes[at + labels - 1] & 0xFF;
        var crc = new CRC32();
        crc.update(bytes, at + labels, PIXELS);
        found.add(
            new SampleRows.Row(object, offset + at + labels, PIXELS, label, (int) crc.getValue()));
        most = Math.max(most, label);
      }
      pass.advance(length / size);
    }
    return most;
  }

  /** The names in the text file beside the batches, or numbers where there is none. */
  private static List<String> classes(IndexPass pass, ObjectList objects, int count)
      throws IOException {
    for (var object : objects) {
      var file = object.key().substring(object.key().lastIndexOf('/') + 1);
      if (file.equals("batches.meta.txt") || file.equals("fine_label_names.txt")) {
        var text =
            new String(pass.read(object, 0, (int) object.sizeBytes()), StandardCharsets.UTF_8);
        var names = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (names.size() >= count) {
          return names;
        }
      }
    }
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
