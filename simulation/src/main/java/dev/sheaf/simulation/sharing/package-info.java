/**
 * Jobs that share one cache of samples: how many reads from the origin a policy of {@link
 * dev.sheaf.policies.sharing} needs for each sample that is consumed ({@link
 * dev.sheaf.simulation.sharing.SharedSamples}), and what becomes of an epoch whose samples are
 * marked wrongly ({@link dev.sheaf.simulation.sharing.Marking}).
 *
 * <p>Jobs take turns: a job of speed 1 reads one batch a turn. Nothing else has a duration.
 */
@NullMarked
package dev.sheaf.simulation.sharing;

import org.jspecify.annotations.NullMarked;
