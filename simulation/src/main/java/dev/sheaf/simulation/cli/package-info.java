/**
 * The command line of the simulator: {@code simulate}, {@code plan}, {@code bench sim}.
 *
 * <p>What is asked is checked to the last parameter before anything runs; what is written is
 * written beside its place and then moved there. Exit status 0: done; 1: a binding figure was
 * missed or an invariant broke; 2: wrong use.
 */
@NullMarked
package dev.sheaf.simulation.cli;

import org.jspecify.annotations.NullMarked;
