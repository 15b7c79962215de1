/**
 * Scheduling of accelerators: which work runs next, which is stopped early, and which gives way.
 *
 * <table>
 *   <caption>The family</caption>
 *   <tr><td>{@link dev.sheaf.policies.scheduling.AgingPriority}</td><td>who has the accelerator for
 *     the next few steps</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.scheduling.PriorityFit}</td><td>who runs on a cluster, and who
 *     is preempted</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.scheduling.SuccessiveHalving}</td><td>which trials are worth
 *     training on</td></tr>
 * </table>
 */
@NullMarked
package dev.sheaf.policies.scheduling;

import org.jspecify.annotations.NullMarked;
