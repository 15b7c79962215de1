/**
 * The child process that trains with DJL on PyTorch; started and ordered about by a GPU worker.
 *
 * <pre>
 *   socket ──frames──► Inbox ──► Session ──► Learner ──► Network (engine) ──► gradients
 *   ring ──slot──► Batch ──────────┘            └──► Optimizer ──► weights
 *                                               └──► Checkpoint ──► file
 * </pre>
 *
 * <p>One model a process: the engine collects gradients for the whole process. Steps are the same
 * to the bit for the same first weights, batches and order, on one thread of one kind of CPU. The
 * frames are those of {@code dev.sheaf.wire.trainer}.
 */
@NullMarked
package dev.sheaf.gpu.trainer;

import org.jspecify.annotations.NullMarked;
