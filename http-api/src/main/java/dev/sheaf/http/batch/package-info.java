/**
 * Minibatches over HTTP.
 *
 * <pre>
 *   BatchRoutes ─► BatchService.serve ─► SampleStream
 *                     all frames at hand: gathered, one strict entity with Content-Length
 *                     else, or no room on the heap: BodyStream, chunked, total unknown
 * </pre>
 *
 * <p>Frames become a reply in {@link dev.sheaf.http.batch.FrameGroups}: the one place where our
 * code copies sample bytes, once, from the leased memory to the heap; the lease ends right after
 * it.
 */
@NullMarked
package dev.sheaf.http.batch;

import org.jspecify.annotations.NullMarked;
