package dev.sheaf.actors.dataset;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.policies.dataset.PackageLayout;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Turns found samples into the segments and the root of a manifest. */
final class ManifestWriter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_ROW_BYTES = 32;

  private final ManifestStore store;
  private final ObjectList objects;
  private final SampleRows samples;
  private final boolean oneObjectEach;

  ManifestWriter(ManifestStore store, FoundSamples found) throws IOException {
    this.store = store;
    this.objects = found.objects();
    this.samples = found.samples();
    this.oneObjectEach = found.oneObjectEach();
  }

  /** What the samples are, besides their bytes. */
  record Description(
      String name,
      String uri,
      String kind,
      String encoding,
      List<String> classes,
      long seed,
      boolean tagsLast) {}

  /** Stores all segments, the root last; the version is its hash. */
  DatasetVersion write(Description description) throws IOException {
    var layout = layout(description.seed());
    var root =
        new ManifestFormat.Root(
            1,
            description.uri(),
            description.kind(),
            description.encoding(),
            description.classes(),
            samples.count(),
            layout.counts().length,
            sampleBytes(),
            store.store(out -> packages(layout, new Rows(out))),
            store.store(out -> samples(layout, new Rows(out))),
            store.store(out -> FrontCoded.write(objects.keys(), objects.count(), out)),
            description.tagsLast() ? store.store(out -> tags(new Rows(out))) : null);
    return new DatasetVersion(description.name(), store.store(JSON.writeValueAsBytes(root)));
  }

  private PackageLayout layout(long seed) {
    return oneObjectEach
        ? PackageLayout.ofObjects(samples.count(), samples::length, seed)
        : PackageLayout.ofArchive(samples.count(), samples::length, seed);
  }

  private int sampleBytes() {
    return oneObjectEach ? ManifestFormat.OBJECT_SAMPLE_BYTES : ManifestFormat.ARCHIVE_SAMPLE_BYTES;
  }

  private void packages(PackageLayout layout, Rows out) throws IOException {
    var order = layout.order();
    for (int count : layout.counts()) {
      var size = 0L;
      for (int i = 0; i < count; i++) {
        size += samples.length(order.nextInt());
      }
      out.row().putInt(count).putLong(size);
      out.end();
    }
  }

  private void samples(PackageLayout layout, Rows out) throws IOException {
    var order = layout.order();
    for (int count : layout.counts()) {
      var end = 0;
      for (int i = 0; i < count; i++) {
        var sample = order.nextInt();
        end = Math.addExact(end, samples.length(sample));
        out.row().putInt(end).putInt(samples.crc(sample)).putInt(samples.label(sample));
        place(sample, out.row);
        out.end();
      }
    }
  }

  private void place(int sample, ByteBuffer row) {
    var object = samples.object(sample);
    if (oneObjectEach) {
      row.putInt(object);
    } else {
      row.putLong((long) object << ManifestFormat.OFFSET_BITS | samples.offset(sample));
    }
  }

  private void tags(Rows out) throws IOException {
    for (var object : objects) {
      out.row().putLong(object.tag());
      out.end();
    }
  }

  /** Writes little-endian numbers row by row. */
  private static final class Rows {
    private final OutputStream out;
    private final ByteBuffer row =
        ByteBuffer.allocate(MOST_ROW_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    Rows(OutputStream out) {
      this.out = out;
    }

    ByteBuffer row() {
      return row.clear();
    }

    void end() throws IOException {
      out.write(row.array(), 0, row.position());
    }
  }
}
