package dev.sheaf.actors.dataset;

import dev.sheaf.actors.origin.OriginObject;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What an indexing pass found: the objects that hold samples, and the samples, in origin order.
 *
 * <p><i>Cost:</i> 24 bytes a sample, 20 bytes and the key an object, on the disk of the manifests
 * and while indexing only; next to nothing on heap.
 */
final class FoundSamples implements AutoCloseable {
  /** Where the bytes of a sample may begin, so that place and object fit in a row together. */
  private static final long MOST_OFFSET = (1L << ManifestFormat.OFFSET_BITS) - 1;

  private final Path folder;
  private final ObjectList objects;
  private final SampleRows samples;
  private boolean fromFirstByte = true;

  private FoundSamples(Path folder, ObjectList objects, SampleRows samples) {
    this.folder = folder;
    this.objects = objects;
    this.samples = samples;
  }

  /** Nothing yet, on the disk of {@code folder}. */
  static FoundSamples open(Path folder) throws IOException {
    var objects = ObjectList.open(folder);
    try {
      return new FoundSamples(folder, objects, SampleRows.open(folder));
    } catch (IOException e) {
      objects.close();
      throw e;
    }
  }

  /** Adds an object and gives its number. */
  int addObject(OriginObject object) throws IOException {
    return objects.add(object);
  }

  /** Adds a sample. */
  void add(SampleRows.Row sample) throws IOException {
    if (samples.count() == Integer.MAX_VALUE) {
      throw new DatasetException(
          "there are more than " + Integer.MAX_VALUE + " samples",
          "register parts of it as datasets of their own");
    }
    if (sample.offset() > MOST_OFFSET) {
      throw new DatasetException(
          "an archive has a sample at byte %,d, and the last one may begin at %,d"
              .formatted(sample.offset(), MOST_OFFSET),
          "split it into archives of less than 64 GiB");
    }
    samples.add(sample);
    fromFirstByte &= sample.offset() == 0;
  }

  /** Rows beside these, for what is not decided before all is read. */
  SampleRows aside() throws IOException {
    return SampleRows.open(folder);
  }

  int count() {
    return samples.count();
  }

  /** The objects, once all are there. */
  ObjectList objects() throws IOException {
    return objects.listed();
  }

  /** The samples, once all are there. */
  SampleRows samples() throws IOException {
    return samples.found();
  }

  /** True when every sample is an object of its own, from its first byte. */
  boolean oneObjectEach() {
    return fromFirstByte && objects.count() == samples.count();
  }

  @Override
  public void close() throws IOException {
    try (objects) {
      samples.close();
    }
  }
}
