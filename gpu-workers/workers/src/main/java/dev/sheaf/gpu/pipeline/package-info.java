/**
 * Pipelines: minibatches of a job in, prepared samples in a ring's slots out.
 *
 * <pre>
 *   BatchService ──frames──► SlotFiller (decode, augment) ──slot──► ring ──BATCH frame──► trainer
 *                                 └─ undecodable ──► the ledger decides, the batch is filled anew
 * </pre>
 *
 * <p>Members of a node that read one order have it prepared once, and each its tail:
 *
 * <pre>
 *   BatchService ──frames──► SharedPipeline (decode) ──► shared ring ──┬─► Feed: Tail (augment) ─► ring
 *                                  └─ Convoy: who is within reach      ├─► Feed: Tail (augment) ─► ring
 *                                                                      └─► data port ─┐
 *   another node:                  SharedPipeline (Upstream) ◄────────────────────────┘
 *                                        └──► its shared ring ──► Feed …
 * </pre>
 *
 * <p>Calls block, on virtual threads; one feed a member.
 */
@NullMarked
package dev.sheaf.gpu.pipeline;

import org.jspecify.annotations.NullMarked;
