package dev.sheaf.lambda.bridge.erasure;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** The kernel of Intel's library ISA-L, which picks the instructions of this machine by itself. */
final class IsalKernel implements Kernel {
  /** The library counts bytes in an int. */
  private static final long MOST_BYTES_A_CALL = 1L << 30;

  private final Isal isal;

  IsalKernel(Isal isal) {
    this.isal = isal;
  }

  @Override
  public Product product(Matrix matrix) {
    var size = new Isal.Size(matrix.columns(), matrix.rows());
    var coefficients = Math.multiplyExact(size.columns(), size.rows());
    // Collected together with the product.
    var tables = Arena.ofAuto().allocate((long) coefficients * Isal.TABLE_BYTES, 64);
    try (var arena = Arena.ofConfined()) {
      var packed = arena.allocate(coefficients);
      for (int i = 0; i < coefficients; i++) {
        packed.set(JAVA_BYTE, i, (byte) matrix.at(i / size.columns(), i % size.columns()));
      }
      isal.initTables(size.columns(), size.rows(), packed, tables);
    }
    return (sources, targets, lengthBytes) -> {
      for (long at = 0; at < lengthBytes; at += MOST_BYTES_A_CALL) {
        var length = (int) Math.min(MOST_BYTES_A_CALL, lengthBytes - at);
        try (var arena = Arena.ofConfined()) {
          isal.encode(
              length, size, tables, addresses(arena, sources, at), addresses(arena, targets, at));
        } finally {
          Reference.reachabilityFence(sources);
          Reference.reachabilityFence(targets);
        }
      }
    };
  }

  private static MemorySegment addresses(Arena arena, MemorySegment[] segments, long at) {
    var addresses = arena.allocate(JAVA_LONG, segments.length);
    for (int i = 0; i < segments.length; i++) {
      addresses.setAtIndex(JAVA_LONG, i, segments[i].address() + at);
    }
    return addresses;
  }
}
