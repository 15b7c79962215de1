/**
 * The routes of ephemeral data: jobs register with hints, and put, get and delete values.
 *
 * <pre>
 *   request ─► the keeper: which job is it, which node has the key ─┬─► the shelf of this node
 *                                                                   └─► the same route of that node
 * </pre>
 */
@NullMarked
package dev.sheaf.http.ephemeral;

import org.jspecify.annotations.NullMarked;
