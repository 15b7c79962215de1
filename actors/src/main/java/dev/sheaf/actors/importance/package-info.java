/**
 * What an importance job's selections are made of and kept in: losses, and bitmaps.
 *
 * <pre>
 *   POST …/losses, GPU workers ──► LossShelf of the node that was told   (8 bytes a sample, mapped)
 *   roll of an epoch, at the coordinator's node:
 *     LossPeers ──pages──► LossShelf ──► SelectionMaker (EpochSampler) ──► SelectionFiles
 *   the ledger's event names the bitmap by its hash; gateways fetch it like a manifest's segment
 * </pre>
 *
 * <p>Losses are data: they move over data ports, never in control messages. Nobody waits for them:
 * a node that does not answer in time is left out, and its samples count by what is known of them.
 */
@NullMarked
package dev.sheaf.actors.importance;

import org.jspecify.annotations.NullMarked;
