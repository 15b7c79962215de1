/**
 * GPU workers: one actor per slot, which owns the child process that trains.
 *
 * <pre>
 *   Train ─► starting ─► training ─► predicting ─► idle
 *              ▲             │ child died: resume the job at the last checkpoint, start another
 *              └─────────────┘
 * </pre>
 *
 * <p>The actor never blocks: the child is started, fed and listened to on virtual threads that tell
 * the actor what happened. On a machine without a GPU the child trains on the CPU and says so.
 */
@NullMarked
package dev.sheaf.gpu.worker;

import org.jspecify.annotations.NullMarked;
