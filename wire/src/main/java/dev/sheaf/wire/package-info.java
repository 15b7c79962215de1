/**
 * Bytes between processes: what every format here has in common.
 *
 * <table>
 *   <caption>Who speaks what</caption>
 *   <tr><th>package</th><th>from</th><th>to</th><th>over</th></tr>
 *   <tr><td>{@code batch}</td><td>gateway, data port</td><td>training client, peer</td><td>HTTP body</td></tr>
 *   <tr><td>{@code trainer}</td><td>GPU worker</td><td>its child process, and back</td><td>Unix-domain socket</td></tr>
 *   <tr><td>{@code ring}</td><td>GPU worker</td><td>its child processes</td><td>shared memory</td></tr>
 *   <tr><td>{@code signature}</td><td>who holds a key</td><td>who checks it</td><td>HTTP headers or query</td></tr>
 * </table>
 *
 * <p>All numbers are little-endian. What comes from another process is hostile until checked: every
 * length has a limit before memory is taken for it, and a refusal names the value and the rule.
 */
@NullMarked
package dev.sheaf.wire;

import org.jspecify.annotations.NullMarked;
