/**
 * Prefetching: what is read before it is asked for, from where, where it is kept, and by how many
 * readers.
 *
 * <pre>
 *   {@link dev.sheaf.policies.prefetch.PermutationChain} + {@link
 *   dev.sheaf.policies.prefetch.BatchSlices} ─► every access of every node
 *        ├─► {@link dev.sheaf.policies.prefetch.ClairvoyantPlan}   which class keeps what
 *        ├─► {@link dev.sheaf.policies.prefetch.StagingRing}       strictly in order of access
 *        └─► {@link dev.sheaf.policies.prefetch.SourceChoice}      local, remote or file system
 *
 *   consumer's wait, buffer's fill, origin's errors ─► {@link
 *   dev.sheaf.policies.prefetch.PrefetchTuner} ─► Keep | ReadWith(readers) | Buffer(bytes) | Settle
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
