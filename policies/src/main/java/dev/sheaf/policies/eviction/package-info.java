/**
 * Residency: which packages of a dataset stay in the cache, and which leave first.
 *
 * <table>
 *   <caption>The family</caption>
 *   <tr><td>{@link dev.sheaf.policies.eviction.PinnedBySeed}</td><td>fill and keep, with a window
 *     for what is open: the default</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.eviction.LeastRecentlyUsed}</td><td>the baseline</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.eviction.LeastImportantFirst}, {@link
 *     dev.sheaf.policies.eviction.GhostRanked}</td><td>single samples by importance</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.economics.OriginBound}</td><td>what none can beat</td></tr>
 * </table>
 */
@NullMarked
package dev.sheaf.policies.eviction;

import org.jspecify.annotations.NullMarked;
