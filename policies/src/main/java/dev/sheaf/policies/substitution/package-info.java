/**
 * Substitution: which sample at hand is delivered in place of one that is not.
 *
 * <p>A substitute is always one that the epoch still owes, so nothing is lost and nothing comes
 * twice; {@code asReleased} shows what published code does instead.
 */
@NullMarked
package dev.sheaf.policies.substitution;

import org.jspecify.annotations.NullMarked;
