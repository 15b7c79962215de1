package dev.sheaf.actors.dataset;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.policies.dataset.PackageLayout;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Turns found samples into the segments and the root of a manifest. */
final class ManifestWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ManifestStore store;
  private final FoundSamples found;

  ManifestWriter(ManifestStore store, FoundSamples found) {
    this.store = store;
    this.found = found;
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
    var layout =
        found.oneObjectEach()
            ? PackageLayout.ofObjects(found.lengths(), description.seed())
            : PackageLayout.ofArchive(found.lengths(), description.seed());
    var root =
        new ManifestFormat.Root(
            1,
            description.uri(),
            description.kind(),
            description.encoding(),
            description.classes(),
            found.count(),
            layout.counts().length,
            sampleBytes(),
            store.store(packages(layout)),
            store.store(samples(layout)),
            store.store(FrontCoded.encode(found.keys())),
            description.tagsLast() ? store.store(tags()) : null);
    return new DatasetVersion(description.name(), store.store(JSON.writeValueAsBytes(root)));
  }

  private int sampleBytes() {
    return found.oneObjectEach()
        ? ManifestFormat.OBJECT_SAMPLE_BYTES
        : ManifestFormat.ARCHIVE_SAMPLE_BYTES;
  }

  private byte[] packages(PackageLayout layout) {
    var counts = layout.counts();
    var order = layout.order();
    var bytes = new byte[Math.toIntExact(counts.length * (long) ManifestFormat.PACKAGE_BYTES)];
    var out = little(bytes);
    var at = 0;
    for (int count : counts) {
      var size = 0L;
      for (int i = 0; i < count; i++) {
        size += found.length(order[at++]);
      }
      out.putInt(count).putLong(size);
    }
    return bytes;
  }

  private byte[] samples(PackageLayout layout) {
    var order = layout.order();
    var bytes = new byte[Math.toIntExact(order.length * (long) sampleBytes())];
    var out = little(bytes);
    var at = 0;
    for (int count : layout.counts()) {
      var end = 0;
      for (int i = 0; i < count; i++) {
        var sample = order[at++];
        end = Math.addExact(end, found.length(sample));
        out.putInt(end).putInt(found.crc(sample)).putInt(found.label(sample));
        if (found.oneObjectEach()) {
          out.putInt(found.object(sample));
        } else {
          out.putLong(
              (long) found.object(sample) << ManifestFormat.OFFSET_BITS | found.offset(sample));
        }
      }
    }
    return bytes;
  }

  private byte[] tags() {
    var objects = found.keys().size();
    var bytes = new byte[Math.toIntExact(objects * (long) ManifestFormat.TAG_BYTES)];
    var out = little(bytes);
    for (int object = 0; object < objects; object++) {
      out.putLong(found.tag(object));
    }
    return bytes;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
