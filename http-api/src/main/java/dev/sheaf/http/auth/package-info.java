/**
 * Who calls, and what it may do: bearer tokens at the doors, passes between nodes.
 *
 * <pre>
 *   Authorization ─► Guard ─┬─ Tokens (a file of hashes, read again when it changes)
 *                           └─ Passes (what nodes give one another: a grant under the cluster's key)
 *        Needs (one row a route) ─► 401, 403, 404 for what is another's, or on with a Grant
 *        Caller.current() ─► route.Fence: questions to entities, as far as the caller sees them
 * </pre>
 *
 * <p>Two nets, so that a route cannot forget: the guard holds every name of a path against the
 * caller's tenant before a handler runs, and the fence around questions to entities holds every
 * name that a handler asks for, from wherever it has it.
 */
@NullMarked
package dev.sheaf.http.auth;

import org.jspecify.annotations.NullMarked;
