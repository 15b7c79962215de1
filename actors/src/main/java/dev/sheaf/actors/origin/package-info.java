/**
 * The port to the object store: list once, read ranges, write packed objects once, and meter every
 * request.
 *
 * <p>Calls block; they run on virtual threads, never in an actor.
 */
@NullMarked
package dev.sheaf.actors.origin;

import org.jspecify.annotations.NullMarked;
