/**
 * What stays in a cache, and what leaves first.
 *
 * <table>
 *   <caption>Packages of a dataset that jobs share: {@link
 *     dev.sheaf.policies.eviction.Residency}</caption>
 *   <tr><td>{@link dev.sheaf.policies.eviction.PinnedBySeed}</td><td>fill and keep, with a window
 *     for what is open: the default</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.eviction.LeastRecentlyUsed}</td><td>the baseline</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.economics.OriginBound}</td><td>what none can beat</td></tr>
 * </table>
 *
 * <table>
 *   <caption>Items of any kind that are read one by one: {@link
 *     dev.sheaf.policies.eviction.ItemCache}, made by name in {@link
 *     dev.sheaf.policies.eviction.ItemPolicy}</caption>
 *   <tr><td>{@link dev.sheaf.policies.eviction.FillAndKeepCache}</td><td>MinIO: nothing leaves; as
 *     good as the bound for one exactly-once job, with {@link
 *     dev.sheaf.policies.eviction.PinnedShares} over several nodes</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.eviction.LeastRecentlyReadCache}</td><td>LRU, the
 *     baseline</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.eviction.FirstInFirstOutCache}</td><td>FIFO</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.eviction.SecondChanceCache}</td><td>CLOCK</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.eviction.RandomVictimCache}</td><td>RANDOM</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.eviction.LeastFrequentlyReadCache}</td><td>LFU</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.eviction.LeastImportantFirst}, {@link
 *     dev.sheaf.policies.eviction.GhostRanked}</td><td>single samples by importance</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.eviction.FarthestNextUseCache}</td><td>Belady's optimum, the
 *     bound that nothing can reach without knowing the future</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.eviction.ExpectedHits}</td><td>what they hit, in closed
 *     form</td></tr>
 * </table>
 */
@NullMarked
package dev.sheaf.policies.eviction;

import org.jspecify.annotations.NullMarked;
