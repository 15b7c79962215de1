/**
 * Files that survive their node: sets of them, by name and stamp, on the node that wrote them and
 * on others.
 *
 * <pre>
 *   keep(name, files) ─► segments by hash ─► a document that names them ─► another node keeps both
 *   bring(name)       ─► the latest document that any node has ─► files in their places
 * </pre>
 */
@NullMarked
package dev.sheaf.actors.copies;

import org.jspecify.annotations.NullMarked;
