package dev.sheaf.lambda.bridge.erasure;

import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel of the JDK's Vector API: a product is looked up by the halves of each byte, sixteen
 * bytes an instruction.
 *
 * <p>A coefficient has two tables of sixteen products, for the low and the high half of a byte. Two
 * targets are made in one pass over the sources, 64 bytes at a time, so that sums and tables stay
 * in registers; more targets take more passes over a strip that is still in cache.
 *
 * <p>Vectors of 128 bits, on purpose: choosing among sixteen bytes is one instruction on x86 and on
 * ARM. Among the 32 bytes of an AVX2 register it is five, and slower in all.
 *
 * <p>This class is loaded only when the module {@code jdk.incubator.vector} is there.
 *
 * <p><i>Source:</i> J. S. Plank, K. M. Greenan, E. L. Miller, "Screaming Fast Galois Field
 * Arithmetic Using Intel SIMD Instructions", FAST 2013.
 */
@SuppressWarnings("restricted") // The launcher allows native access; without it the JVM warns.
final class VectorKernel implements Kernel {
  private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_128;
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int LANES = 16;
  private static final int BLOCK_BYTES = 4 * LANES;
  private static final int STRIP_BYTES = 64 * BLOCK_BYTES;

  /**
   * All memory, by address: a load from a segment of its own checks that segment's bounds and life
   * each time, which costs a third of the speed. Both are checked once, before the loop.
   */
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  @Override
  public Product product(Matrix matrix) {
    var tables = new byte[matrix.rows()][];
    for (int row = 0; row < matrix.rows(); row += 2) {
      tables[row] = tables(matrix, row, Math.min(row + 2, matrix.rows()));
    }
    return (sources, targets, lengthBytes) -> {
      var whole = lengthBytes - lengthBytes % BLOCK_BYTES;
      try {
        multiply(tables, addresses(sources, whole), addresses(targets, whole), whole);
      } finally {
        Reference.reachabilityFence(sources);
        Reference.reachabilityFence(targets);
      }
      PlainKernel.multiplyBytes(matrix, sources, targets, whole, lengthBytes);
    };
  }

  /** For each column: low and high products of the first row, then of the second if any. */
  private static byte[] tables(Matrix matrix, int firstRow, int endRow) {
    var tables = new byte[matrix.columns() * (endRow - firstRow) * 2 * LANES];
    var at = 0;
    for (int column = 0; column < matrix.columns(); column++) {
      for (int row = firstRow; row < endRow; row++) {
        var coefficient = matrix.at(row, column);
        for (int half = 0; half < LANES; half++) {
          tables[at + half] = (byte) GaloisField.multiply(coefficient, half);
          tables[at + LANES + half] = (byte) GaloisField.multiply(coefficient, half << 4);
        }
        at += 2 * LANES;
      }
    }
    return tables;
  }

  private static long[] addresses(MemorySegment[] segments, long lengthBytes) {
    return Arrays.stream(segments)
        .map(each -> each.asSlice(0, lengthBytes))
        .mapToLong(MemorySegment::address)
        .toArray();
  }

  private static void multiply(byte[][] tables, long[] from, long[] to, long whole) {
    for (long at = 0; at < whole; at += STRIP_BYTES) {
      var strip = new Strip(at, Math.min(at + STRIP_BYTES, whole));
      for (int row = 0; row + 1 < to.length; row += 2) {
        multiplyTwo(tables[row], from, to[row], to[row + 1], strip);
      }
      if (to.length % 2 == 1) {
        multiplyOne(tables[to.length - 1], from, to[to.length - 1], strip);
      }
    }
  }

  private record Strip(long from, long end) {}

  private static void multiplyTwo(
      byte[] tables, long[] from, long firstTo, long secondTo, Strip strip) {
    for (long at = strip.from(); at < strip.end(); at += BLOCK_BYTES) {
      var first0 = ByteVector.zero(SPECIES);
      var first1 = first0;
      var first2 = first0;
      var first3 = first0;
      var second0 = first0;
      var second1 = first0;
      var second2 = first0;
      var second3 = first0;
      for (int column = 0, table = 0; column < from.length; column++, table += 4 * LANES) {
        var firstLow = ByteVector.fromArray(SPECIES, tables, table);
        var firstHigh = ByteVector.fromArray(SPECIES, tables, table + LANES);
        var secondLow = ByteVector.fromArray(SPECIES, tables, table + 2 * LANES);
        var secondHigh = ByteVector.fromArray(SPECIES, tables, table + 3 * LANES);
        var source = from[column] + at;
        var low = load(source);
        var high = high(low);
        first0 = add(first0, low, firstLow, high, firstHigh);
        second0 = add(second0, low, secondLow, high, secondHigh);
        low = load(source + LANES);
        high = high(low);
        first1 = add(first1, low, firstLow, high, firstHigh);
        second1 = add(second1, low, secondLow, high, secondHigh);
        low = load(source + 2 * LANES);
        high = high(low);
        first2 = add(first2, low, firstLow, high, firstHigh);
        second2 = add(second2, low, secondLow, high, secondHigh);
        low = load(source + 3 * LANES);
        high = high(low);
        first3 = add(first3, low, firstLow, high, firstHigh);
        second3 = add(second3, low, secondLow, high, secondHigh);
      }
      store(firstTo + at, first0, first1, first2, first3);
      store(secondTo + at, second0, second1, second2, second3);
    }
  }

  private static void multiplyOne(byte[] tables, long[] from, long to, Strip strip) {
    for (long at = strip.from(); at < strip.end(); at += BLOCK_BYTES) {
      var sum0 = ByteVector.zero(SPECIES);
      var sum1 = sum0;
      var sum2 = sum0;
      var sum3 = sum0;
      for (int column = 0, table = 0; column < from.length; column++, table += 2 * LANES) {
        var tableLow = ByteVector.fromArray(SPECIES, tables, table);
        var tableHigh = ByteVector.fromArray(SPECIES, tables, table + LANES);
        var source = from[column] + at;
        var low = load(source);
        sum0 = add(sum0, low, tableLow, high(low), tableHigh);
        low = load(source + LANES);
        sum1 = add(sum1, low, tableLow, high(low), tableHigh);
        low = load(source + 2 * LANES);
        sum2 = add(sum2, low, tableLow, high(low), tableHigh);
        low = load(source + 3 * LANES);
        sum3 = add(sum3, low, tableLow, high(low), tableHigh);
      }
      store(to + at, sum0, sum1, sum2, sum3);
    }
  }

  private static ByteVector load(long address) {
    return ByteVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER);
  }

  /** Its low halves are the high halves of the bytes; what is above is masked by the choice. */
  private static ByteVector high(ByteVector bytes) {
    return bytes.reinterpretAsLongs().lanewise(LSHR, 4).reinterpretAsBytes();
  }

  /** Choosing takes the index modulo sixteen, so nothing needs to be masked here. */
  private static ByteVector add(
      ByteVector sum, ByteVector low, ByteVector lowTable, ByteVector high, ByteVector highTable) {
    return sum.lanewise(XOR, low.selectFrom(lowTable)).lanewise(XOR, high.selectFrom(highTable));
  }

  private static void store(
      long to, ByteVector part0, ByteVector part1, ByteVector part2, ByteVector part3) {
    part0.intoMemorySegment(MEMORY, to, ORDER);
    part1.intoMemorySegment(MEMORY, to + LANES, ORDER);
    part2.intoMemorySegment(MEMORY, to + 2 * LANES, ORDER);
    part3.intoMemorySegment(MEMORY, to + 3 * LANES, ORDER);
  }
}
