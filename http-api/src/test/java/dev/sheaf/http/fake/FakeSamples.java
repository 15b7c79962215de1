package dev.sheaf.http.fake;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.batch.Checksums;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** A dataset of {@code count} samples of {@code length} bytes that follow from their ids. */
public record FakeSamples(DatasetVersion version, int count, int length) implements Manifest {
  private static final int PACKAGE_SAMPLES = 10;

  /** The bytes of a sample. */
  public byte[] bytes(long id) {
    var bytes = new byte[length];
    var next = id * 0x9E3779B97F4A7C15L;
    for (int i = 0; i < length; i++) {
      next += 0xD1342543DE82EF95L;
      bytes[i] = (byte) (next >>> 56);
    }
    return bytes;
  }

  /** Its bytes off the heap, in two pieces. */
  List<MemorySegment> pieces(long id, Arena arena) {
    var whole = arena.allocate(length);
    whole.copyFrom(MemorySegment.ofArray(bytes(id)));
    return List.of(whole.asSlice(0, length / 3), whole.asSlice(length / 3));
  }

  /** Its frame head. */
  public FrameHead head(long id) {
    var sum = Checksums.crc32(MemorySegment.ofArray(bytes(id)));
    return new FrameHead(
        id, sum, length, label(id), FrameHead.MEMORY, FrameHead.ENCODED, (byte) 0, FrameHead.OK);
  }

  @Override
  public URI root() {
    return URI.create("file:///fake");
  }

  @Override
  public PackageTable table() {
    var counts = new int[Math.ceilDiv(count, PACKAGE_SAMPLES)];
    Arrays.fill(counts, PACKAGE_SAMPLES);
    counts[counts.length - 1] = count - PACKAGE_SAMPLES * (counts.length - 1);
    return PackageTable.of(
        counts, Arrays.stream(counts).mapToLong(c -> (long) c * length).toArray());
  }

  @Override
  public List<String> classes() {
    return List.of("cat", "dog");
  }

  @Override
  public int length(long id) {
    return length;
  }

  @Override
  public int label(long id) {
    return (int) (id % 2);
  }

  @Override
  public int crc(long id) {
    return (int) head(id).checksum();
  }

  @Override
  public long offsetInPackage(long id) {
    return id % PACKAGE_SAMPLES * length;
  }

  @Override
  public String nameOf(long id) {
    return "sample-" + id;
  }

  @Override
  public List<ManifestRead> reads(int index) {
    var first = table().firstId(index);
    return LongStream.range(first, first + table().count(index))
        .mapToObj(id -> new ManifestRead(nameOf(id), 0, 0, length, List.of(new Cut(id, 0, length))))
        .toList();
  }

  @Override
  public String encoding() {
    return "image";
  }
}
