/**
 * What the tests of several modules need: a real PostgreSQL, nodes in one JVM, and a sample of
 * every message.
 */
@NullMarked
package dev.sheaf.sharding.testing;

import org.jspecify.annotations.NullMarked;
