/**
 * Where a node meets its Lambda functions: it invokes them, takes their calls, keeps them awake or
 * warm, notices what was reclaimed, and reads and writes stripes of chunks on them.
 */
@NullMarked
package dev.sheaf.lambda.bridge;

import org.jspecify.annotations.NullMarked;
