/**
 * The control loop of a node: what consumers wait decides how the origin is read.
 *
 * <pre>
 *   batches ─► StallMeter ─► (each second) Tuner ─► ReadPermits, LookAhead
 * </pre>
 */
@NullMarked
package dev.sheaf.actors.control;

import org.jspecify.annotations.NullMarked;
