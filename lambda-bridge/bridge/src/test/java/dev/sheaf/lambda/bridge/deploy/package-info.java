/** What a fleet needs is planned, carried out and explained as it should be, without an account. */
@NullMarked
package dev.sheaf.lambda.bridge.deploy;

import org.jspecify.annotations.NullMarked;
