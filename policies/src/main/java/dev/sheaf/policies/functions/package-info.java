/**
 * How a provider of functions behaves, as far as it decides anything: what it takes away, how fast
 * it starts, how much may run at once, and what it bills.
 *
 * <table>
 *   <caption>Who runs them</caption>
 *   <tr><th>class</th><th>simulator</th><th>Lambda on this machine</th></tr>
 *   <tr><td>{@link dev.sheaf.policies.functions.Reclamation}</td><td>strikes in virtual
 *     time</td><td>strikes by the clock</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.functions.TokenBucket}</td><td>cold starts
 *     wait</td><td>cold starts are refused; bytes of a function wait</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.functions.ConcurrencyLimits}</td><td>one run a
 *     node by construction</td><td>invocations are throttled</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.functions.Charge}</td><td>the fleet's bill</td><td>the bill of
 *     each function</td></tr>
 * </table>
 */
@NullMarked
package dev.sheaf.policies.functions;

import org.jspecify.annotations.NullMarked;
