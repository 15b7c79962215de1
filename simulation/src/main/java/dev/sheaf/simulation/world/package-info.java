/**
 * The physical world: links that flows share, an origin that answers late and refuses too many,
 * nodes with memory, trainers with a decode stage, and what goes wrong with them.
 *
 * <pre>
 *   {@link dev.sheaf.simulation.world.Trainer} ◄─ batches ─ whoever simulates a cache
 *                                             │ reads
 *   {@link dev.sheaf.simulation.world.PatientReader} ─ get, refused: later ─► {@link dev.sheaf.simulation.world.Origin}
 *                                                                   │ flows
 *   {@link dev.sheaf.simulation.world.CacheNode} ─ in, out ─► {@link dev.sheaf.simulation.world.Network} ◄─ uplink ─┘
 *   {@link dev.sheaf.simulation.world.Faults} ─► nodes down, slow or cut off; the origin throttled; functions reclaimed
 * </pre>
 *
 * <p>Everything happens on one {@link dev.sheaf.simulation.kernel.Timeline}; chance is a stream of
 * its own for each part.
 */
@NullMarked
package dev.sheaf.simulation.world;

import org.jspecify.annotations.NullMarked;
