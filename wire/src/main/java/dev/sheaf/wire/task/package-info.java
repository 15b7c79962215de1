/**
 * Tasks as they are told to whoever does them, and what doing them means.
 *
 * <pre>
 *   TaskCall (steps, tables of rows, wanted rows) ──TaskProgram──► TaskAnswer (a cell for each row)
 * </pre>
 *
 * <p>Here, and nowhere else, because every process that does a task must give the same bytes: a
 * node, its GPU worker, and a function that has neither Akka nor a decoder of its own.
 */
@NullMarked
package dev.sheaf.wire.task;

import org.jspecify.annotations.NullMarked;
