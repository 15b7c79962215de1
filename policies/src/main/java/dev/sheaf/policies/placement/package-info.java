/**
 * Placement: which partition a package belongs to, and which node a partition lives on.
 *
 * <pre>
 *   package ──hash──► partition ──weighted rendezvous over the cache nodes──► owner, next owner …
 * </pre>
 *
 * <p>Both are pure functions, so every node computes the same without asking.
 */
@NullMarked
package dev.sheaf.policies.placement;

import org.jspecify.annotations.NullMarked;
