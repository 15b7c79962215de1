/**
 * Experiments on the Lambda tier: closed forms of loss and cost, and a fleet in virtual time.
 *
 * <table>
 *   <caption>The experiments</caption>
 *   <tr><td>lossProbability</td><td>stripes lost when r of N nodes are reclaimed</td></tr>
 *   <tr><td>availability</td><td>from a loss per interval to an hour</td></tr>
 *   <tr><td>fleetBill</td><td>what a fleet costs by the formulas</td></tr>
 *   <tr><td>nodeSize</td><td>the cheapest function</td></tr>
 *   <tr><td>tierPrices</td><td>a read from each tier</td></tr>
 *   <tr><td>lambdaBill</td><td>a recorded live run made again, and both bills</td></tr>
 *   <tr><td>lambdaFleet</td><td>a cache in functions that come and go</td></tr>
 * </table>
 */
@NullMarked
package dev.sheaf.simulation.lambda;

import org.jspecify.annotations.NullMarked;
