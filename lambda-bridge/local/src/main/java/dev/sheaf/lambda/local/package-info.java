/**
 * A Lambda on this machine: the Invoke API that the AWS SDK speaks, and one real process for each
 * execution environment, frozen between invocations.
 */
@NullMarked
package dev.sheaf.lambda.local;

import org.jspecify.annotations.NullMarked;
