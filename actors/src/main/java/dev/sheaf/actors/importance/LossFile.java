package dev.sheaf.actors.importance;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The latest loss of each sample of one job, as far as this node was told: a mapped file.
 *
 * <p><i>Shape:</i> 8 bytes a sample, little-endian: {@code (epoch + 1) << 32 | loss}, where the
 * loss is a float whose bits are turned so that larger losses are larger numbers; 0 = not known. Of
 * two words about a sample the larger counts, which is that of the later epoch: so neither the
 * order in which losses arrive nor how often matters, and files of two nodes are brought together
 * by the same rule.
 *
 * <p>What was put survives the end of this process, not that of the machine: then the samples in
 * question count by an older loss or none, and a sample without one is selected.
 */
final class LossFile {
  /** Samples of a page; a page has 1 MiB at most. */
  static final int PAGE_SAMPLES = 1 << 17;

  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int ZEROS_BYTES = 1 << 20;

  private final MemorySegment words;
  private final long samples;

  private LossFile(MemorySegment words, long samples) {
    this.words = words;
    this.samples = samples;
  }

  /** Opens the file, which is made when it is absent; its blocks are on disk after that. */
  static LossFile open(Path path, long samples) throws IOException {
    try (var channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var sizeBytes = samples * Long.BYTES;
      for (var at = channel.size(); at < sizeBytes; at = channel.size()) {
        var zeros = (int) Math.min(ZEROS_BYTES, sizeBytes - at);
        channel.write(ByteBuffer.allocate(zeros), at);
      }
      return new LossFile(
          channel.map(FileChannel.MapMode.READ_WRITE, 0, sizeBytes, Arena.ofAuto()), samples);
    }
  }

  int pages() {
    return Math.toIntExact((samples + PAGE_SAMPLES - 1) / PAGE_SAMPLES);
  }

  synchronized void put(int epoch, long[] ids, double[] losses) {
    for (int i = 0; i < ids.length; i++) {
      raise(ids[i], word(epoch, losses[i]));
    }
  }

  /** The latest loss of a sample; NaN when none is known. */
  double latest(long id) {
    var word = words.getAtIndex(WORD, id);
    return word == 0 ? Double.NaN : Float.intBitsToFloat(turned((int) word ^ Integer.MIN_VALUE));
  }

  byte[] page(int index) {
    return words.asSlice(firstByte(index), pageBytes(index)).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Takes over what another node's page says; one of another size is of no use. */
  synchronized void merge(int index, byte[] page) {
    if (page.length != pageBytes(index)) {
      return;
    }
    var others = MemorySegment.ofArray(page);
    var first = (long) index * PAGE_SAMPLES;
    for (int i = 0; i < page.length / Long.BYTES; i++) {
      raise(first + i, others.get(WORD.withByteAlignment(1), (long) i * Long.BYTES));
    }
  }

  private void raise(long id, long word) {
    if (word > words.getAtIndex(WORD, id)) {
      words.setAtIndex(WORD, id, word);
    }
  }

  private long firstByte(int index) {
    return (long) index * PAGE_SAMPLES * Long.BYTES;
  }

  private long pageBytes(int index) {
    return Math.min((long) PAGE_SAMPLES * Long.BYTES, words.byteSize() - firstByte(index));
  }

  private static long word(int epoch, double loss) {
    var most = (double) Float.MAX_VALUE;
    var bits = Float.floatToIntBits((float) Math.clamp(loss, -most, most));
    return (epoch + 1L) << 32 | Integer.toUnsignedLong(turned(bits) ^ Integer.MIN_VALUE);
  }

  /** Makes the order of the floats that of their bits; twice is as never. */
  private static int turned(int bits) {
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }
}
