/**
 * Prefetching: what is read before it is asked for, from where, and where it is kept.
 *
 * <pre>
 *   {@link dev.sheaf.policies.prefetch.PermutationChain} + {@link
 *   dev.sheaf.policies.prefetch.BatchSlices} ─► every access of every node
 *        ├─► {@link dev.sheaf.policies.prefetch.ClairvoyantPlan}   which class keeps what
 *        ├─► {@link dev.sheaf.policies.prefetch.StagingRing}       strictly in order of access
 *        └─► {@link dev.sheaf.policies.prefetch.SourceChoice}      local, remote or file system
 * </pre>
 */
@NullMarked
package dev.sheaf.policies.prefetch;

import org.jspecify.annotations.NullMarked;
