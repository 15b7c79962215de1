/**
 * Execution environments: where one function runs, one invocation at a time.
 *
 * <pre>
 *            run                    frozen (SIGSTOP)
 *   {@link dev.sheaf.lambda.local.environment.Environment} ──── {@link dev.sheaf.lambda.local.environment.ProcessEnvironment} ─► process: AWS's runtime interface client
 *        │                                ▲                                │ next, response, error
 *        │                                └── {@link dev.sheaf.lambda.local.environment.RuntimeApi} ◄─────────┘
 *        └── {@link dev.sheaf.lambda.local.environment.InProcessEnvironment}: a virtual thread, not isolated
 * </pre>
 */
@NullMarked
package dev.sheaf.lambda.local.environment;

import org.jspecify.annotations.NullMarked;
