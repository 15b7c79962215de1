/**
 * Item caches under load: what a policy of {@link dev.sheaf.policies.eviction.ItemPolicy} hits over
 * the epochs of a job ({@link dev.sheaf.simulation.caching.EpochHits}) and over a trace ({@link
 * dev.sheaf.simulation.caching.TraceReplay}).
 *
 * <p>Nothing here has a duration: reads follow one another, and only their order counts.
 */
@NullMarked
package dev.sheaf.simulation.caching;

import org.jspecify.annotations.NullMarked;
