/**
 * Pipelines: minibatches of a job in, prepared samples in a ring's slots out.
 *
 * <pre>
 *   BatchService ──frames──► SlotFiller (decode, augment) ──slot──► ring ──BATCH frame──► trainer
 *                                 └─ undecodable ──► the ledger decides, the batch is filled anew
 * </pre>
 *
 * <p>Calls block, on virtual threads; one feed a member.
 */
@NullMarked
package dev.sheaf.gpu.pipeline;

import org.jspecify.annotations.NullMarked;
