/**
 * What reading and keeping costs: bounds that no policy can beat, bills, and the risk of a loss.
 *
 * <table>
 *   <caption>The family</caption>
 *   <tr><td>{@link dev.sheaf.policies.economics.OriginBound}</td><td>origin reads per sample</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.economics.LossProbability}</td><td>stripes lost to
 *     reclaims</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.economics.FleetCost}</td><td>a fleet of functions an
 *     hour</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.economics.NodeSize}</td><td>the cheapest function</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.economics.TierCost}</td><td>a read from each tier</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.economics.ActivationEnd}, {@link
 *     dev.sheaf.policies.economics.StayAwake}</td><td>when a run should end</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.economics.FleetAccounts}</td><td>which job pays for which
 *     runs</td></tr>
 * </table>
 *
 * <p>Money is whole picodollars (10⁻¹²) in sums and micro-dollars in what is shown. No price is
 * written here: {@link dev.sheaf.policies.economics.Prices} is read from a file.
 */
@NullMarked
package dev.sheaf.policies.economics;

import org.jspecify.annotations.NullMarked;
