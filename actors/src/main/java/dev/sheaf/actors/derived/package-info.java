/**
 * Derived packages: the samples of high importance of packages that are not in memory themselves.
 *
 * <pre>
 *   conductor ─ ranking (bitmap file) ─► partitions ─► {@link dev.sheaf.actors.derived.DerivedShelf}
 *   a package comes by ─► its samples of high importance are copied, on a thread of the shelf's own
 *   a batch asks for nothing else of the package ─► they are served, and the package is not read
 * </pre>
 *
 * <p>A sample is always one of its own package, whichever place its bytes come from: no ledger,
 * plan or window knows of derived packages, and to lose one costs a read.
 */
@NullMarked
package dev.sheaf.actors.derived;

import org.jspecify.annotations.NullMarked;
