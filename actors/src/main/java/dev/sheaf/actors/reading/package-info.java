/**
 * The reading pipeline: sample ids in, leased bytes out, from this node or from its peers.
 *
 * <pre>
 *   ids ──group by owner──► local: lease from the store, or fetch through the tier chain
 *                       └─► remote: one request to the owner's data port
 *       ◄──frames, in order of arrival; a missing sample is a frame that says so
 * </pre>
 *
 * <p>Calls block, on virtual threads. No class here decides who gets which sample.
 */
@NullMarked
package dev.sheaf.actors.reading;

import org.jspecify.annotations.NullMarked;
