package dev.sheaf.actors.tier;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.batch.Checksums;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A fake manifest of one package; its samples are there, and so are the reads that fetch them. */
record PackageManifest(List<byte[]> samples, List<ManifestRead> reads) implements Manifest {
  static final long TAG = 7;

  /** Samples that are an object each, {@code object-0} and so on; put into {@code origin}. */
  static PackageManifest ofObjects(FakeOrigin origin, List<byte[]> samples) {
    var reads = new ArrayList<ManifestRead>();
    for (int id = 0; id < samples.size(); id++) {
      var length = samples.get(id).length;
      var key = "object-" + id;
      origin.objects.put(key, samples.get(id));
      reads.add(new ManifestRead(key, TAG, 0, length, List.of(new Cut(id, 0, length))));
    }
    return new PackageManifest(samples, reads);
  }

  /** Samples in one object, {@code shard}, with three bytes before each; put into the origin. */
  static PackageManifest ofOneObject(FakeOrigin origin, List<byte[]> samples) {
    var shard = new java.io.ByteArrayOutputStream();
    var cuts = new ArrayList<Cut>();
    for (int id = 0; id < samples.size(); id++) {
      shard.writeBytes(new byte[] {1, 2, 3});
      cuts.add(new Cut(id, shard.size(), samples.get(id).length));
      shard.writeBytes(samples.get(id));
    }
    origin.objects.put("shard", shard.toByteArray());
    return new PackageManifest(
        samples, List.of(new ManifestRead("shard", TAG, 0, shard.size(), cuts)));
  }

  @Override
  public DatasetVersion version() {
    return new DatasetVersion("pictures", "0".repeat(64));
  }

  @Override
  public URI root() {
    return URI.create("file:///nowhere/");
  }

  @Override
  public PackageTable table() {
    var bytes = samples.stream().mapToLong(sample -> sample.length).sum();
    return PackageTable.of(new int[] {samples.size()}, new long[] {bytes});
  }

  @Override
  public List<String> classes() {
    return List.of();
  }

  @Override
  public int length(long id) {
    return samples.get((int) id).length;
  }

  @Override
  public int label(long id) {
    return -1;
  }

  @Override
  public int crc(long id) {
    return (int) Checksums.crc32(MemorySegment.ofArray(samples.get((int) id)));
  }

  @Override
  public long offsetInPackage(long id) {
    return samples.stream().limit(id).mapToLong(sample -> sample.length).sum();
  }

  @Override
  public String nameOf(long id) {
    return "object-" + id;
  }

  @Override
  public List<ManifestRead> reads(int index) {
    return reads;
  }

  @Override
  public String encoding() {
    return "image";
  }
}
