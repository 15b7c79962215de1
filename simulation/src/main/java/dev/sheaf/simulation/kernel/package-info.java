/**
 * Virtual time: a list of future events, one seeded stream of chance for each actor, and a hash of
 * everything that happened.
 *
 * <p>There is no thread, no clock and no other source of chance, so the same seed gives the same
 * {@link dev.sheaf.simulation.kernel.Timeline#traceHash()} on any machine.
 */
@NullMarked
package dev.sheaf.simulation.kernel;

import org.jspecify.annotations.NullMarked;
