/**
 * The frames between a GPU worker and the child process that trains.
 *
 * <p>A frame is {@code u32 length, header, bytes}: the header is JSON of one level, and its field
 * {@code bytes} says how many bytes follow it. Batches are not in frames but in a ring of shared
 * memory; a frame names the slot.
 *
 * <table>
 *   <caption>Frames</caption>
 *   <tr><th>direction</th><th>verb</th><th>fields</th><th>answer</th></tr>
 *   <tr><td>down</td><td>HELLO</td><td>protocol, ring, reader</td><td>READY</td></tr>
 *   <tr><td>down</td><td>LOAD</td><td>architecture, width, classes, optimizer, learningRate,
 *     momentum, weightDecay, schedule, totalSteps, warmupSteps, seed, cycles, losses, checkpoint?</td>
 *     <td>LOADED</td></tr>
 *   <tr><td>down</td><td>LEASE</td><td>steps</td><td></td></tr>
 *   <tr><td>down</td><td>BATCH</td><td>slot, seq, epoch, n, bytes (uint8 a sample: how
 *     often its loss counts; none: once)</td><td>CREDIT, STEP</td></tr>
 *   <tr><td>down</td><td>EVAL</td><td>slot, seq</td><td>CREDIT, EVALUATED</td></tr>
 *   <tr><td>down</td><td>PREDICT</td><td>slot, seq</td><td>CREDIT, LOGITS</td></tr>
 *   <tr><td>down</td><td>CHECKPOINT</td><td>path</td><td>CHECKPOINT_DONE</td></tr>
 *   <tr><td>down</td><td>PREEMPT</td><td>mode (soft, hard)</td><td>PAUSED or BYE</td></tr>
 *   <tr><td>down</td><td>STOP</td><td></td><td>BYE</td></tr>
 *   <tr><td>up</td><td>READY</td><td>device, engine, memoryBytes</td><td></td></tr>
 *   <tr><td>up</td><td>LOADED</td><td>step, epoch, below, parameters</td><td></td></tr>
 *   <tr><td>up</td><td>STEP</td><td>n, seq, loss, correct, imagesPerSecond, waitMillis,
 *     computeMillis</td><td></td></tr>
 *   <tr><td>up</td><td>SAMPLE_LOSSES</td><td>seq, bytes (float32 a sample); before STEP, where LOAD
 *     asked for losses</td><td></td></tr>
 *   <tr><td>up</td><td>ACCELERATOR</td><td>usedBytes, totalBytes, busyPercent; before STEP, at most
 *     once a second, where a driver tells it</td><td></td></tr>
 *   <tr><td>up</td><td>CREDIT</td><td>slots</td><td></td></tr>
 *   <tr><td>up</td><td>EVALUATED</td><td>seq, count, correct, lossSum</td><td></td></tr>
 *   <tr><td>up</td><td>LOGITS</td><td>seq, rows, classes, bytes (float32 probabilities)</td>
 *     <td></td></tr>
 *   <tr><td>up</td><td>CHECKPOINT_DONE</td><td>path, step, epoch, below, sha256,
 *     sizeBytes</td><td></td></tr>
 *   <tr><td>up</td><td>HEARTBEAT</td><td>; every second, between any other two, by a child that
 *     says it at all</td><td></td></tr>
 *   <tr><td>up</td><td>PAUSED</td><td>step</td><td></td></tr>
 *   <tr><td>up</td><td>FAILED</td><td>kind, retry, message</td><td></td></tr>
 *   <tr><td>up</td><td>BYE</td><td>reason</td><td></td></tr>
 * </table>
 *
 * <p>BATCH, EVAL and PREDICT are work: carried out in the order in which they were sent, and a
 * batch without a lease holds up what follows it. The other verbs go ahead of work, at the next
 * boundary of a step. The child ends when the socket closes.
 *
 * <p>A child finds the socket's path as its last argument, and the ring's in the variable {@code
 * SHEAF_RING} too. A command that is held in its folder has the variables {@code SHEAF_SOCKET} and
 * {@code SHEAF_HELD_RING} instead; the latter is to be opened in place of what HELLO names.
 */
@NullMarked
package dev.sheaf.wire.trainer;

import org.jspecify.annotations.NullMarked;
