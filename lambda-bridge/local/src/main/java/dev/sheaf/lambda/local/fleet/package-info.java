/**
 * All environments of one Lambda: which of them runs a call, when they go, and what they cost.
 *
 * <pre>
 *   call ─► {@link dev.sheaf.lambda.local.fleet.Fleet}: limits, then an idle environment or a new one ─► Environment
 *              ▲ takes away                             │ what ran, and for how long
 *   {@link dev.sheaf.lambda.local.fleet.ReclaimClock}                              {@link dev.sheaf.lambda.local.fleet.Meter}
 * </pre>
 */
@NullMarked
package dev.sheaf.lambda.local.fleet;

import org.jspecify.annotations.NullMarked;
