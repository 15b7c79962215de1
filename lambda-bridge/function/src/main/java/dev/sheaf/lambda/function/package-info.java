/**
 * What runs inside a Lambda function: it holds chunks in memory and on its scratch disk between
 * invocations, dials the bridge that the invocation names, and speaks chunk frames until its run
 * ends. No Akka, no SDK: small, and fast to start.
 */
@NullMarked
package dev.sheaf.lambda.function;

import org.jspecify.annotations.NullMarked;
