/**
 * What the simulated system stands in: Lambda functions that come and go, an origin, and prices.
 *
 * <pre>
 *   reads ─► {@link dev.sheaf.simulation.world.LambdaCache} ── StripeBook: which chunks, where
 *                │ chunks
 *                ▼
 *            {@link dev.sheaf.simulation.world.NodeLines} ── FleetBook: is the node awake?
 *                │ invoke, ping, send
 *                ▼
 *            {@link dev.sheaf.simulation.world.FunctionHost} ◄── {@link
 *            dev.sheaf.simulation.world.Reclamation}
 *                │ what ran for how long
 *                ▼
 *            {@link dev.sheaf.simulation.world.Bill}
 * </pre>
 *
 * <p>The books decide; the classes here carry out what was decided, in virtual time.
 */
@NullMarked
package dev.sheaf.simulation.world;

import org.jspecify.annotations.NullMarked;
