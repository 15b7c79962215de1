/**
 * How fast the simulator is, beside an anchor that everybody knows.
 *
 * <p>The only rooms of this module that read a clock are the ones that measure it; what they
 * measure never flows back into a simulation.
 */
@NullMarked
package dev.sheaf.simulation.bench;

import org.jspecify.annotations.NullMarked;
