/**
 * Benchmarks: each prints what was measured here beside the same work done by an anchor in the same
 * run, as a ratio.
 */
@NullMarked
package dev.sheaf.node.bench;

import org.jspecify.annotations.NullMarked;
