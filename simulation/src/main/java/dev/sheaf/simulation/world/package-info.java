/**
 * What the simulated system stands in: links that flows share, an origin that answers late and
 * refuses too many, nodes with memory, trainers, functions that come and go, prices, and what goes
 * wrong.
 *
 * <pre>
 *   {@link dev.sheaf.simulation.world.Trainer} ◄─ batches ─ whoever simulates a cache
 *                                    │ reads
 *   {@link dev.sheaf.simulation.world.PatientReader} ── get; refused: later ──► {@link dev.sheaf.simulation.world.MeteredOrigin}
 *                                                             │ flows
 *   {@link dev.sheaf.simulation.world.CacheNode} ─ in, out ─► {@link dev.sheaf.simulation.world.Network} ◄── uplink ──┘
 *   {@link dev.sheaf.simulation.world.FaultSchedule} ─► nodes down, slow or cut off; the origin throttled; functions reclaimed
 *
 *   reads ─► {@link dev.sheaf.simulation.world.LambdaCache} ── StripeBook: which chunks, where
 *                │ chunks
 *                ▼
 *            {@link dev.sheaf.simulation.world.NodeLines} ── FleetBook: is the node awake?
 *                │ invoke, ping, send
 *                ▼
 *            {@link dev.sheaf.simulation.world.FunctionHost} ◄── {@link
 *            dev.sheaf.policies.functions.Reclamation}
 *                │ what ran for how long
 *                ▼
 *            {@link dev.sheaf.simulation.world.Bill}
 * </pre>
 *
 * <p>The books decide; the classes here carry out what was decided, on one {@link
 * dev.sheaf.simulation.kernel.Timeline}. Chance is a stream of its own for each part.
 */
@NullMarked
package dev.sheaf.simulation.world;

import org.jspecify.annotations.NullMarked;
