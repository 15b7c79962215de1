/**
 * The Lambda tier as other modules see it: {@link dev.sheaf.actors.lambda.LambdaFleetView} is the
 * port by which operators look at its functions and empty them.
 */
@NullMarked
package dev.sheaf.actors.lambda;

import org.jspecify.annotations.NullMarked;
