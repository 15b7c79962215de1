/**
 * Scheduling of accelerators: who has which slots, who gives way, and what is stopped early.
 *
 * <table>
 *   <caption>The family</caption>
 *   <tr><td>{@link dev.sheaf.policies.scheduling.SlotDivision}</td><td>how many slots of a cluster
 *     each ensemble has: by priority, then weight, then turns</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.scheduling.WeightedMaxMin}</td><td>what is due to whom</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.scheduling.Turns}</td><td>who of equals has what cannot be
 *     divided</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.scheduling.WorkerHealth}</td><td>which machines are to be
 *     trusted</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.scheduling.SuccessiveHalving}</td><td>which trials are worth
 *     training on</td></tr>
 * </table>
 */
@NullMarked
package dev.sheaf.policies.scheduling;

import org.jspecify.annotations.NullMarked;
