/**
 * Ensembles in virtual time: members of different speed and patience, trained in rounds by the book
 * that the live workers run, against simpler ways and the bound.
 */
@NullMarked
package dev.sheaf.simulation.ensemble;

import org.jspecify.annotations.NullMarked;
