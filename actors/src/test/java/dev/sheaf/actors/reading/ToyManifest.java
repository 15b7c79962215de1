package dev.sheaf.actors.reading;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.batch.Checksums;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/** A fake manifest: packages of ten samples of 1,000 bytes, each filled with its id. */
record ToyManifest(DatasetVersion version, int packages) implements Manifest {
  static final int PER_PACKAGE = 10;
  static final int SAMPLE_BYTES = 1_000;

  static ToyManifest of(int packages) {
    return new ToyManifest(new DatasetVersion("toys", "ef".repeat(32)), packages);
  }

  static byte[] bytes(long id) {
    var bytes = new byte[SAMPLE_BYTES];
    Arrays.fill(bytes, (byte) id);
    return bytes;
  }

  @Override
  public URI root() {
    return URI.create("file:///toys");
  }

  @Override
  public PackageTable table() {
    var counts = new int[packages];
    var sizes = new long[packages];
    Arrays.fill(counts, PER_PACKAGE);
    Arrays.fill(sizes, (long) PER_PACKAGE * SAMPLE_BYTES);
    return PackageTable.of(counts, sizes);
  }

  @Override
  public List<String> classes() {
    return List.of();
  }

  @Override
  public int length(long id) {
    return SAMPLE_BYTES;
  }

  @Override
  public int label(long id) {
    return -1;
  }

  @Override
  public int crc(long id) {
    return (int) Checksums.crc32(MemorySegment.ofArray(bytes(id)));
  }

  @Override
  public long offsetInPackage(long id) {
    return id % PER_PACKAGE * SAMPLE_BYTES;
  }

  @Override
  public String nameOf(long id) {
    return "toy-" + id;
  }

  @Override
  public List<ManifestRead> reads(int index) {
    throw new UnsupportedOperationException("the fake tier makes its own bytes");
  }

  @Override
  public String encoding() {
    return "image";
  }
}
