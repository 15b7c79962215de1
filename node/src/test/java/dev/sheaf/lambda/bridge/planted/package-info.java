/** Classes that break a law of the house on purpose, to show that its rule catches them. */
@NullMarked
package dev.sheaf.lambda.bridge.planted;

import org.jspecify.annotations.NullMarked;
