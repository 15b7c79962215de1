package dev.sheaf.actors.dataset;

import static dev.sheaf.actors.dataset.ManifestFormat.OFFSET_BITS;
import static dev.sheaf.actors.dataset.ManifestFormat.U32;
import static dev.sheaf.actors.dataset.ManifestFormat.U64;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A manifest over mapped segments. */
final class MappedManifest implements Manifest {
  /** Bytes between two samples that are cheaper to read than to ask for apart. */
  private static final long MOST_GAP_BYTES = 16L << 10;

  /** The longest single read. */
  private static final long MOST_READ_BYTES = 16L << 20;

  private final DatasetVersion version;
  private final ManifestFormat.Root root;
  private final PackageTable table;
  private final MemorySegment samples;
  private final FrontCoded names;
  private final @Nullable MemorySegment tags;

  /** The segments of a manifest, mapped; tags only where they last. */
  record Segments(
      MemorySegment packages,
      MemorySegment samples,
      MemorySegment names,
      @Nullable MemorySegment tags) {}

  MappedManifest(DatasetVersion version, ManifestFormat.Root root, Segments segments) {
    this.version = version;
    this.root = root;
    this.table = table(segments.packages(), root.packages());
    this.samples = segments.samples();
    this.names = FrontCoded.open(segments.names());
    this.tags = segments.tags();
  }

  private static PackageTable table(MemorySegment packages, int count) {
    var counts = new int[count];
    var sizes = new long[count];
    for (int p = 0; p < count; p++) {
      counts[p] = packages.get(U32, (long) p * ManifestFormat.PACKAGE_BYTES);
      sizes[p] = packages.get(U64, (long) p * ManifestFormat.PACKAGE_BYTES + 4);
    }
    return PackageTable.of(counts, sizes);
  }

  @Override
  public DatasetVersion version() {
    return version;
  }

  @Override
  public URI root() {
    return URI.create(root.uri());
  }

  @Override
  public PackageTable table() {
    return table;
  }

  @Override
  public List<String> classes() {
    return root.classes();
  }

  @Override
  public int length(long id) {
    return end(id) - Math.toIntExact(offsetInPackage(id));
  }

  @Override
  public int label(long id) {
    return samples.get(U32, at(id) + 8);
  }

  @Override
  public int crc(long id) {
    return samples.get(U32, at(id) + 4);
  }

  @Override
  public long offsetInPackage(long id) {
    return id == table.firstId(table.packageOf(id)) ? 0 : end(id - 1);
  }

  @Override
  public String nameOf(long id) {
    var key = names.get(object(id));
    return archived() ? key + " at byte " + offset(id) : key;
  }

  @Override
  public int objects() {
    return names.count();
  }

  @Override
  public String key(int object) {
    return names.get(object);
  }

  @Override
  public int objectOf(long id) {
    return object(id);
  }

  @Override
  public long placeOf(long id) {
    return offset(id);
  }

  @Override
  public boolean keysAscend() {
    return names.ascend();
  }

  @Override
  public String encoding() {
    return root.encoding();
  }

  @Override
  public List<ManifestRead> reads(int index) {
    var reads = new ArrayList<ManifestRead>();
    var first = table.firstId(index);
    var end = first + table.count(index);
    while (first < end) {
      var last = first;
      while (last + 1 < end && joins(first, last, last + 1)) {
        last++;
      }
      reads.add(read(first, last));
      first = last + 1;
    }
    return reads;
  }

  @Override
  public ManifestRead readOf(long id) {
    return read(id, id);
  }

  private boolean joins(long first, long last, long next) {
    if (!archived() || object(next) != object(first)) {
      return false;
    }
    var gap = offset(next) - offset(last) - length(last);
    return gap >= 0
        && gap <= MOST_GAP_BYTES
        && offset(next) + length(next) - offset(first) <= MOST_READ_BYTES;
  }

  private ManifestRead read(long first, long last) {
    var begin = offset(first);
    var cuts = new ArrayList<Cut>();
    for (long id = first; id <= last; id++) {
      cuts.add(new Cut(id, Math.toIntExact(offset(id) - begin), length(id)));
    }
    var length = Math.toIntExact(offset(last) + length(last) - begin);
    return new ManifestRead(names.get(object(first)), tag(object(first)), begin, length, cuts);
  }

  /** The tag that an object was listed with; 0 where tags do not last. */
  private long tag(int object) {
    return tags == null ? 0 : tags.get(U64, (long) object * ManifestFormat.TAG_BYTES);
  }

  private boolean archived() {
    return root.sampleBytes() == ManifestFormat.ARCHIVE_SAMPLE_BYTES;
  }

  private int object(long id) {
    return archived()
        ? (int) (samples.get(U64, at(id) + 12) >>> OFFSET_BITS)
        : samples.get(U32, at(id) + 12);
  }

  private long offset(long id) {
    return archived() ? samples.get(U64, at(id) + 12) & ((1L << OFFSET_BITS) - 1) : 0;
  }

  private int end(long id) {
    return samples.get(U32, at(id));
  }

  private long at(long id) {
    if (id < 0 || id >= root.samples()) {
      throw new IllegalArgumentException(
          "sample id must be 0.." + (root.samples() - 1) + " but was " + id);
    }
    return id * root.sampleBytes();
  }
}
