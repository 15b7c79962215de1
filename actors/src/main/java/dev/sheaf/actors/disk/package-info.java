/**
 * The node's disk tier: packages that are needed and have no room in memory, in one segment file of
 * pages, with a table of fixed entries beside it.
 *
 * <pre>
 *   packages.data    page 0 | page 1 | …           a package lies in runs of pages
 *   packages.table   head | entry 0 | entry 1 | …  512 bytes each: which package, where, its sum
 *   packages.lock    locked while a node uses the folder
 * </pre>
 *
 * <p>An entry is written after the bytes it speaks of, and wiped before they are written over.
 * Nothing is forced to the disk: what a crash left half-written does not fit its sum, which makes
 * it a miss.
 */
@NullMarked
package dev.sheaf.actors.disk;

import org.jspecify.annotations.NullMarked;
