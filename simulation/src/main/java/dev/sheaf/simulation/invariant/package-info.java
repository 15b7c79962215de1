/**
 * What must hold at every instant of a simulation, by name.
 *
 * <p>An {@link dev.sheaf.simulation.invariant.Invariant} is checked as the simulation runs; the
 * first that does not hold ends it with an {@link dev.sheaf.simulation.invariant.InvariantBroken}
 * that says under which seed and at which event, and which command shows it again.
 */
@NullMarked
package dev.sheaf.simulation.invariant;

import org.jspecify.annotations.NullMarked;
