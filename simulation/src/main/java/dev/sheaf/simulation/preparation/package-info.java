/**
 * Preparing batches for jobs in virtual time: for all of them together or each for itself, and what
 * a run waits for.
 */
@NullMarked
package dev.sheaf.simulation.preparation;

import org.jspecify.annotations.NullMarked;
