/** Benchmarks of what is simulated: how fast, beside an anchor that does the same in this run. */
@NullMarked
package dev.sheaf.simulation.bench;

import org.jspecify.annotations.NullMarked;
