/**
 * A Lambda on this machine: the API that the AWS SDK speaks, and one real process for each
 * execution environment, frozen between invocations.
 *
 * <pre>
 *   SDK ── signed HTTP ──► api ──► fleet ──────────► environment ── runtime API ──► process
 *                           │       │ limits            │ stop, go on                 │ dials out
 *                        signature  │ reclaims          └── network: relay ◄──────────┘
 *                        function   └ bill
 * </pre>
 *
 * <p>{@link dev.sheaf.lambda.local.LocalLambda} and its settings, bill and figures are all that
 * others use; the packages below are its rooms. What it decides (reclaims, rates, limits, charges)
 * it asks {@code dev.sheaf.policies.functions}, as the simulator does.
 */
@NullMarked
package dev.sheaf.lambda.local;

import org.jspecify.annotations.NullMarked;
