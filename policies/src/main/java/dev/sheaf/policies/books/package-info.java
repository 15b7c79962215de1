/**
 * Books: single-threaded pure state machines that decide, and never wait.
 *
 * <pre>
 *   command ──decide──► events ──apply──► state ──wake──► effects still owed
 *                   └──► effects, reply
 * </pre>
 *
 * <p>A live shell is an actor (decide, persist, apply, run the effects, reply); a virtual shell is
 * the simulator (decide, apply, queue the effects). Recovery is a replay of {@code apply} and then
 * {@code wake}. Effects are idempotent and named by stable keys.
 */
@NullMarked
package dev.sheaf.policies.books;

import org.jspecify.annotations.NullMarked;
