/**
 * Preparation: pictures decoded once for all jobs, cut to one size, ready to be stacked.
 *
 * <pre>
 *   encoded ──► DecodedImages (one decode a sample, the last ones kept) ──pixels──►
 *           Cropping (by seed, epoch and id) ──► a row of the batch's tensor
 * </pre>
 *
 * <p>{@link dev.sheaf.actors.preparation.Preparer} runs both on threads of its own, as many as
 * there are processors, so that those who wait for other things are not held up.
 */
@NullMarked
package dev.sheaf.actors.preparation;

import org.jspecify.annotations.NullMarked;
