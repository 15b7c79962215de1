package dev.sheaf.lambda.bridge.erasure;

import java.lang.foreign.MemorySegment;

/**
 * Multiplies a {@link Matrix} with chunks, in bulk. All kernels give the same bytes.
 *
 * <p>Thread-safe, and so are its products.
 */
sealed interface Kernel permits IsalKernel, VectorKernel, PlainKernel {
  /** Prepares what can be prepared for one matrix. */
  Product product(Matrix matrix);

  /** One matrix, ready to be multiplied with chunks. */
  interface Product {
    /**
     * Writes to each target {@code r} the sum of {@code matrix[r][c] * sources[c]}, byte by byte.
     *
     * @param sources native segments, one a column, each of {@code lengthBytes} or more
     * @param targets native segments, one a row, each of {@code lengthBytes} or more, that overlap
     *     no source
     */
    void multiply(MemorySegment[] sources, MemorySegment[] targets, long lengthBytes);
  }
}
