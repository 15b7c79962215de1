package dev.sheaf.lambda.bridge.erasure;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The kernel of plain Java: eight bytes at a time, with nothing but shifts and exclusive ors.
 *
 * <p>A product is a sum over the bits of the coefficients, taken from the top by Horner's rule: for
 * each bit, the sum so far is doubled and the sources whose coefficient has that bit are added. The
 * sum of a strip stays in the first cache, and the loops are such as the compiler turns into vector
 * instructions by itself. A table look-up for each byte is about five times slower.
 */
final class PlainKernel implements Kernel {
  private static final int BITS = 8;
  private static final int WORD_BYTES = Long.BYTES;
  private static final int STRIP_WORDS = 256;
  private static final long TOP_BITS = 0x8080808080808080L;
  private static final long FOLDS = 0x0101010101010101L * GaloisField.FOLD;

  @Override
  public Product product(Matrix matrix) {
    var sourcesOfBit = new int[matrix.rows()][BITS][];
    for (int row = 0; row < matrix.rows(); row++) {
      for (int bit = 0; bit < BITS; bit++) {
        sourcesOfBit[row][bit] = sourcesWith(matrix, row, bit);
      }
    }
    return new Horner(matrix, sourcesOfBit);
  }

  private static int[] sourcesWith(Matrix matrix, int row, int bit) {
    return IntStream.range(0, matrix.columns())
        .filter(column -> (matrix.at(row, column) >> bit & 1) == 1)
        .toArray();
  }

  /** The bytes from one place up to another, one at a time: for what is shorter than a word. */
  static void multiplyBytes(
      Matrix matrix, MemorySegment[] sources, MemorySegment[] targets, long from, long to) {
    for (int row = 0; row < targets.length; row++) {
      for (long at = from; at < to; at++) {
        var sum = 0;
        for (int column = 0; column < sources.length; column++) {
          var value = sources[column].get(JAVA_BYTE, at) & 0xFF;
          sum ^= GaloisField.multiply(matrix.at(row, column), value);
        }
        targets[row].set(JAVA_BYTE, at, (byte) sum);
      }
    }
  }

  private static final class Horner implements Product {
    private final Matrix matrix;
    private final int[][][] sourcesOfBit;

    private Horner(Matrix matrix, int[][][] sourcesOfBit) {
      this.matrix = matrix;
      this.sourcesOfBit = sourcesOfBit;
    }

    @Override
    public void multiply(MemorySegment[] sources, MemorySegment[] targets, long lengthBytes) {
      var whole = lengthBytes - lengthBytes % WORD_BYTES;
      var sum = new long[STRIP_WORDS];
      for (long at = 0; at < whole; at += (long) STRIP_WORDS * WORD_BYTES) {
        var strip = new Strip(at, (int) Math.min(STRIP_WORDS, (whole - at) / WORD_BYTES), sum);
        for (int row = 0; row < targets.length; row++) {
          strip.sum(sourcesOfBit[row], sources);
          strip.store(targets[row]);
        }
      }
      multiplyBytes(matrix, sources, targets, whole, lengthBytes);
    }
  }

  /** Some words of all chunks from {@code at} on, and the buffer for their sum. */
  private static final class Strip {
    private final long at;
    private final int words;
    private final long[] sum;

    private Strip(long at, int words, long[] sum) {
      this.at = at;
      this.words = words;
      this.sum = sum;
    }

    private void sum(int[][] sourcesOfBit, MemorySegment[] sources) {
      Arrays.fill(sum, 0);
      for (int bit = BITS - 1; bit >= 0; bit--) {
        twice();
        var chosen = sourcesOfBit[bit];
        var i = 0;
        for (; i + 4 <= chosen.length; i += 4) {
          addFour(
              sources[chosen[i]],
              sources[chosen[i + 1]],
              sources[chosen[i + 2]],
              sources[chosen[i + 3]]);
        }
        for (; i < chosen.length; i++) {
          add(sources[chosen[i]]);
        }
      }
    }

    /** Doubles the eight elements of each word. */
    private void twice() {
      var sums = sum;
      for (int i = 0; i < words; i++) {
        var tops = sums[i] & TOP_BITS;
        sums[i] = (sums[i] ^ tops) << 1 ^ (tops - (tops >>> 7) & FOLDS);
      }
    }

    private void add(MemorySegment source) {
      var sums = sum;
      for (int i = 0; i < words; i++) {
        sums[i] ^= source.get(JAVA_LONG_UNALIGNED, at + (long) i * WORD_BYTES);
      }
    }

    private void addFour(
        MemorySegment one, MemorySegment two, MemorySegment three, MemorySegment four) {
      var sums = sum;
      for (int i = 0; i < words; i++) {
        var place = at + (long) i * WORD_BYTES;
        sums[i] ^=
            one.get(JAVA_LONG_UNALIGNED, place)
                ^ two.get(JAVA_LONG_UNALIGNED, place)
                ^ three.get(JAVA_LONG_UNALIGNED, place)
                ^ four.get(JAVA_LONG_UNALIGNED, place);
      }
    }

    private void store(MemorySegment target) {
      for (int i = 0; i < words; i++) {
        target.set(JAVA_LONG_UNALIGNED, at + (long) i * WORD_BYTES, sum[i]);
      }
    }
  }
}
