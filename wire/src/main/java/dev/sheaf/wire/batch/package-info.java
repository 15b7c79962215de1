/**
 * The batch body: a header, then a head and the bytes of each sample, little-endian.
 *
 * <pre>
 *   header 32 B | head 32 B | bytes … | head 32 B | bytes … | …
 * </pre>
 */
@NullMarked
package dev.sheaf.wire.batch;

import org.jspecify.annotations.NullMarked;
