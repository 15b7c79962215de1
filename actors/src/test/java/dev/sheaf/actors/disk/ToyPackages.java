package dev.sheaf.actors.disk;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.wire.batch.Checksums;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/** A fake manifest: packages of four samples, each package of a size of its own. */
record ToyPackages(DatasetVersion version, int packages) implements Manifest {
  static final int SAMPLES = 4;

  static ToyPackages of(int packages) {
    return new ToyPackages(new DatasetVersion("toys", "ab".repeat(32)), packages);
  }

  PackageId id(int index) {
    return new PackageId(version, index);
  }

  /** Two to five pages. */
  int sizeBytes(int index) {
    return (2 + index % 3) * DiskSegment.PAGE_BYTES + 4 * (1 + index);
  }

  byte[] bytes(int index) {
    var bytes = new byte[sizeBytes(index)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Draw.draw(index, i >> 6);
    }
    return bytes;
  }

  @Override
  public URI root() {
    return URI.create("file:///toys");
  }

  @Override
  public PackageTable table() {
    return PackageTable.of(
        IntStream.range(0, packages).map(i -> SAMPLES).toArray(),
        IntStream.range(0, packages).mapToLong(this::sizeBytes).toArray());
  }

  @Override
  public List<String> classes() {
    return List.of();
  }

  @Override
  public int length(long id) {
    return sizeBytes((int) (id / SAMPLES)) / SAMPLES;
  }

  @Override
  public int label(long id) {
    return -1;
  }

  @Override
  public int crc(long id) {
    var all = MemorySegment.ofArray(bytes((int) (id / SAMPLES)));
    return (int) Checksums.crc32(all.asSlice(offsetInPackage(id), length(id)));
  }

  @Override
  public long offsetInPackage(long id) {
    return id % SAMPLES * length(id);
  }

  @Override
  public String nameOf(long id) {
    return "toy-" + id;
  }

  @Override
  public List<ManifestRead> reads(int index) {
    throw new UnsupportedOperationException("toys are put into memory by the test");
  }

  @Override
  public String encoding() {
    return "image";
  }
}
