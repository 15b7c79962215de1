/**
 * Ensembles: which members train together on how many accelerators, when they share their input,
 * and how their predictions become one.
 *
 * <table>
 *   <caption>The families</caption>
 *   <tr><td>{@link dev.sheaf.policies.ensemble.Packing}</td><td>who trains next:
 *     {@link dev.sheaf.policies.ensemble.EqualRatePacking},
 *     {@link dev.sheaf.policies.ensemble.MostWork}, the baseline
 *     {@link dev.sheaf.policies.ensemble.OneGpuEach}, and what none can beat,
 *     {@link dev.sheaf.policies.ensemble.LeastRounds}</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.ensemble.SharingRule},
 *     {@link dev.sheaf.policies.ensemble.SharingChoice}</td><td>whether sharing the preprocessing
 *     pays, and in which way</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.ensemble.Convoy}</td><td>who reads what is prepared once,
 *     and who falls behind</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.ensemble.SoftVote},
 *     {@link dev.sheaf.policies.ensemble.GreedySelection}</td><td>combiners</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.ensemble.BaggingWeight},
 *     {@link dev.sheaf.policies.ensemble.SnapshotSchedule}</td><td>how members of one stream come
 *     to differ</td></tr>
 * </table>
 */
@NullMarked
package dev.sheaf.policies.ensemble;

import org.jspecify.annotations.NullMarked;
