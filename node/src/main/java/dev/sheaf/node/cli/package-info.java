/**
 * The {@code sheaf} command line: one class a verb, and what they share.
 *
 * <pre>
 *   serve, demo, bench      run a node in this process
 *   dataset, job, status    speak to a running node over HTTP (ApiClient)
 *   lambda                  make functions in an account; list and drain them over HTTP
 *   doctor, config          look at this machine and these settings
 * </pre>
 *
 * <p>Exit status: 0 done, 1 failed, 2 wrong use.
 */
@NullMarked
package dev.sheaf.node.cli;

import org.jspecify.annotations.NullMarked;
