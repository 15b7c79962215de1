/**
 * Clairvoyant prefetching under load: how often a node reads the same sample ({@link
 * dev.sheaf.simulation.clairvoyance.ReuseCounts}), and what a plan over all future accesses makes
 * of a shared file system ({@link dev.sheaf.simulation.clairvoyance.PlannedReads}).
 */
@NullMarked
package dev.sheaf.simulation.clairvoyance;

import org.jspecify.annotations.NullMarked;
