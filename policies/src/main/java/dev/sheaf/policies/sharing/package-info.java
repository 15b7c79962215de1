/**
 * Residency at the level of samples, for several jobs that read one dataset: which samples are held
 * so that one read from the origin serves them all.
 *
 * <table>
 *   <caption>The family</caption>
 *   <tr><td>{@link dev.sheaf.policies.sharing.NeededSamples}</td><td>some pinned, the rest by how
 *     many running jobs still need them</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.sharing.CountedUses}</td><td>until so many uses, as
 *     published</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.sharing.LiveBlocks}</td><td>two blocks that all jobs go
 *     through together</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.sharing.ItemsOfOneCache}</td><td>any item cache: the
 *     baselines</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.economics.OriginBound}</td><td>what none can beat</td></tr>
 * </table>
 *
 * <p>The project keeps packages, not samples: this family is its oracle, and what it compares with.
 */
@NullMarked
package dev.sheaf.policies.sharing;

import org.jspecify.annotations.NullMarked;
