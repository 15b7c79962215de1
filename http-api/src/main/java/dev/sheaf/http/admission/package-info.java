/**
 * The doors of a node: who comes through holds a place until its answer is on its way, or will
 * never be.
 *
 * <pre>
 *   API, data port, S3 gateway ─► Doors ─┬─ answers   batches, samples, objects: places and bytes
 *                                        └─ requests  handlers that run, and the bodies they read
 *                                               │
 *                                             Gate ─► Admissions (policies): Admitted | Refused
 * </pre>
 */
@NullMarked
package dev.sheaf.http.admission;

import org.jspecify.annotations.NullMarked;
