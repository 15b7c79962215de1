/**
 * Importance under load: what samplers select ({@link
 * dev.sheaf.simulation.importance.SelectionShares}), what a cache that goes by importance saves
 * ({@link dev.sheaf.simulation.importance.ImportanceEpochs}), what several jobs that disagree save
 * together ({@link dev.sheaf.simulation.importance.SharedImportance}), what derived packages save
 * ({@link dev.sheaf.simulation.importance.DerivedEpochs}), and what repetition makes of hits
 * ({@link dev.sheaf.simulation.importance.RepeatedEpochs}).
 *
 * <p>Losses are drawn, not trained: accuracy cannot be simulated, and no figure here is about it.
 */
@NullMarked
package dev.sheaf.simulation.importance;

import org.jspecify.annotations.NullMarked;
