/**
 * The erasure code of stripes: {@code data} chunks of a package and {@code parity} more, any {@code
 * data} of which give the package back.
 *
 * <pre>
 * StripeShape   how a package is cut into chunks            (a pure record)
 * ErasureCode   encode, rebuild, verify; patterns by cache  (what the bridge calls)
 *   Matrix      the coefficients, over GaloisField
 *   Kernel      coefficients times chunks, bulk: IsalKernel | VectorKernel | PlainKernel
 * KernelKind    which kernel runs here, and why not another
 * </pre>
 *
 * <p>Reed-Solomon over GF(2^8) with the polynomial 0x11D and a Cauchy matrix: the same field,
 * matrix and bytes as ISA-L's {@code gf_gen_cauchy1_matrix}, so that either side reads what the
 * other wrote. Chunks are off-heap segments and are never copied.
 */
@NullMarked
package dev.sheaf.lambda.bridge.erasure;

import org.jspecify.annotations.NullMarked;
