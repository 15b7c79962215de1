/**
 * Images: encoded samples in, planes of pixels out.
 *
 * <pre>
 *   ImageDecoders ─► TurboJpeg (libturbojpeg, where it is) ─ other formats ─► ImageIO
 * </pre>
 *
 * <p>Bytes that cannot be decoded are an answer, not an error; sizes that a header claims are
 * bounded before anything is allocated.
 */
@NullMarked
package dev.sheaf.actors.image;

import org.jspecify.annotations.NullMarked;
