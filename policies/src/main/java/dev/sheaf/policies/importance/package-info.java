/**
 * Importance: which samples a job learns most from, and which of them it reads in an epoch.
 *
 * <table>
 *   <caption>The family</caption>
 *   <tr><td>{@link dev.sheaf.policies.importance.LossPercentileSampler}</td><td>selects by where a
 *     loss stands among the last ones</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.importance.RankSampler}</td><td>draws by the rank of the
 *     loss</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.importance.RankWeights}, {@link
 *     dev.sheaf.policies.importance.RepeatedDraws}</td><td>draws by the rank inside a batch, cached
 *     samples several times</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.importance.HighFlags}</td><td>parts high from low</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.importance.RelativeImportance}, {@link
 *     dev.sheaf.policies.importance.AggregatedImportance}</td><td>importance to one job, and to
 *     all</td></tr>
 * </table>
 *
 * <p>None of these is exactly-once: an epoch leaves samples out or repeats them. They belong to the
 * contract {@code importance}.
 */
@NullMarked
package dev.sheaf.policies.importance;

import org.jspecify.annotations.NullMarked;
