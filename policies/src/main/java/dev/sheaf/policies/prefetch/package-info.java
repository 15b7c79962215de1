/**
 * Prefetch tuning: how many readers read ahead of a job, and how large their buffer may be.
 *
 * <pre>
 *   consumer's wait, buffer's fill, origin's errors ─► {@link dev.sheaf.policies.prefetch.PrefetchTuner}
 *                                                              │
 *                        Keep | ReadWith(readers) | Buffer(bytes) | Settle
 * </pre>
 *
 * <p>{@link dev.sheaf.policies.prefetch.WaitTuner} is ours; {@link
 * dev.sheaf.policies.prefetch.OccupancyTuner} is PRISMA's as released; {@link
 * dev.sheaf.policies.prefetch.FixedReaders} never changes anything. A tuner belongs to one job and
 * is asked by one thread.
 */
@NullMarked
package dev.sheaf.policies.prefetch;

import org.jspecify.annotations.NullMarked;
