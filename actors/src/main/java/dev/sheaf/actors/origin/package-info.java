/**
 * The port to the object store: list once, read ranges, and meter every read.
 *
 * <p>Calls block; they run on virtual threads, never in an actor.
 */
@NullMarked
package dev.sheaf.actors.origin;

import org.jspecify.annotations.NullMarked;
