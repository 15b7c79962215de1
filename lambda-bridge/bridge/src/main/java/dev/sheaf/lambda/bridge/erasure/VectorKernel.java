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

  // The loops call no method of this class: in so long a body the compiler stops inlining ordinary
  // methods, and a vector that is handed to a method is an object on the heap.
  //
  // The shift leaves bits of the neighbour above the high half; choosing takes indices modulo
  // sixteen, so they need no mask.

  private record Strip(long from, long end) {}

  /** Two targets, A and B. */
  private static void multiplyTwo(byte[] tables, long[] from, long toA, long toB, Strip strip) {
    for (long at = strip.from(); at < strip.end(); at += BLOCK_BYTES) {
      var a0 = ByteVector.zero(SPECIES);
      var a1 = ByteVector.zero(SPECIES);
      var a2 = ByteVector.zero(SPECIES);
      var a3 = ByteVector.zero(SPECIES);
      var b0 = ByteVector.zero(SPECIES);
      var b1 = ByteVector.zero(SPECIES);
      var b2 = ByteVector.zero(SPECIES);
      var b3 = ByteVector.zero(SPECIES);
      for (int column = 0, table = 0; column < from.length; column++, table += 4 * LANES) {
        var lowA = ByteVector.fromArray(SPECIES, tables, table);
        var highA = ByteVector.fromArray(SPECIES, tables, table + LANES);
        var lowB = ByteVector.fromArray(SPECIES, tables, table + 2 * LANES);
        var highB = ByteVector.fromArray(SPECIES, tables, table + 3 * LANES);
        var source = from[column] + at;
        var low = ByteVector.fromMemorySegment(SPECIES, MEMORY, source, ORDER);
        var high = low.reinterpretAsLongs().lanewise(LSHR, 4).reinterpretAsBytes();
        a0 = a0.lanewise(XOR, low.selectFrom(lowA)).lanewise(XOR, high.selectFrom(highA));
        b0 = b0.lanewise(XOR, low.selectFrom(lowB)).lanewise(XOR, high.selectFrom(highB));
        low = ByteVector.fromMemorySegment(SPECIES, MEMORY, source + LANES, ORDER);
        high = low.reinterpretAsLongs().lanewise(LSHR, 4).reinterpretAsBytes();
        a1 = a1.lanewise(XOR, low.selectFrom(lowA)).lanewise(XOR, high.selectFrom(highA));
        b1 = b1.lanewise(XOR, low.selectFrom(lowB)).lanewise(XOR, high.selectFrom(highB));
        low = ByteVector.fromMemorySegment(SPECIES, MEMORY, source + 2 * LANES, ORDER);
        high = low.reinterpretAsLongs().lanewise(LSHR, 4).reinterpretAsBytes();
        a2 = a2.lanewise(XOR, low.selectFrom(lowA)).lanewise(XOR, high.selectFrom(highA));
        b2 = b2.lanewise(XOR, low.selectFrom(lowB)).lanewise(XOR, high.selectFrom(highB));
        low = ByteVector.fromMemorySegment(SPECIES, MEMORY, source + 3 * LANES, ORDER);
        high = low.reinterpretAsLongs().lanewise(LSHR, 4).reinterpretAsBytes();
        a3 = a3.lanewise(XOR, low.selectFrom(lowA)).lanewise(XOR, high.selectFrom(highA));
        b3 = b3.lanewise(XOR, low.selectFrom(lowB)).lanewise(XOR, high.selectFrom(highB));
      }
      a0.intoMemorySegment(MEMORY, toA + at, ORDER);
      a1.intoMemorySegment(MEMORY, toA + at + LANES, ORDER);
      a2.intoMemorySegment(MEMORY, toA + at + 2 * LANES, ORDER);
      a3.intoMemorySegment(MEMORY, toA + at + 3 * LANES, ORDER);
      b0.intoMemorySegment(MEMORY, toB + at, ORDER);
      b1.intoMemorySegment(MEMORY, toB + at + LANES, ORDER);
      b2.intoMemorySegment(MEMORY, toB + at + 2 * LANES, ORDER);
      b3.intoMemorySegment(MEMORY, toB + at + 3 * LANES, ORDER);
    }
  }

  private static void multiplyOne(byte[] tables, long[] from, long to, Strip strip) {
    for (long at = strip.from(); at < strip.end(); at += BLOCK_BYTES) {
      var sum0 = ByteVector.zero(SPECIES);
      var sum1 = ByteVector.zero(SPECIES);
      var sum2 = ByteVector.zero(SPECIES);
      var sum3 = ByteVector.zero(SPECIES);
      for (int column = 0, table = 0; column < from.length; column++, table += 2 * LANES) {
        var lowTable = ByteVector.fromArray(SPECIES, tables, table);
        var highTable = ByteVector.fromArray(SPECIES, tables, table + LANES);
        var source = from[column] + at;
        var low = ByteVector.fromMemorySegment(SPECIES, MEMORY, source, ORDER);
        var high = low.reinterpretAsLongs().lanewise(LSHR, 4).reinterpretAsBytes();
        sum0 =
            sum0.lanewise(XOR, low.selectFrom(lowTable)).lanewise(XOR, high.selectFrom(highTable));
        low = ByteVector.fromMemorySegment(SPECIES, MEMORY, source + LANES, ORDER);
        high = low.reinterpretAsLongs().lanewise(LSHR, 4).reinterpretAsBytes();
        sum1 =
            sum1.lanewise(XOR, low.selectFrom(lowTable)).lanewise(XOR, high.selectFrom(highTable));
        low = ByteVector.fromMemorySegment(SPECIES, MEMORY, source + 2 * LANES, ORDER);
        high = low.reinterpretAsLongs().lanewise(LSHR, 4).reinterpretAsBytes();
        sum2 =
            sum2.lanewise(XOR, low.selectFrom(lowTable)).lanewise(XOR, high.selectFrom(highTable));
        low = ByteVector.fromMemorySegment(SPECIES, MEMORY, source + 3 * LANES, ORDER);
        high = low.reinterpretAsLongs().lanewise(LSHR, 4).reinterpretAsBytes();
        sum3 =
            sum3.lanewise(XOR, low.selectFrom(lowTable)).lanewise(XOR, high.selectFrom(highTable));
      }
      sum0.intoMemorySegment(MEMORY, to + at, ORDER);
      sum1.intoMemorySegment(MEMORY, to + at + LANES, ORDER);
      sum2.intoMemorySegment(MEMORY, to + at + 2 * LANES, ORDER);
      sum3.intoMemorySegment(MEMORY, to + at + 3 * LANES, ORDER);
    }
  }
}
