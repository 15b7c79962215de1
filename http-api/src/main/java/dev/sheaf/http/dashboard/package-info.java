/**
 * The page at {@code /}, and the stream of events that keeps it current.
 *
 * <pre>
 *   NodeSights ─┐                       ┌─► EventRoutes: one Teller a reader ─► GET /v1/events
 *   WorkSights ─┴─► Observatory (one look for all readers)
 *   PageFiles  ─► GET / and /page/…: HTML, a style, ES modules; lit-html from its WebJar
 * </pre>
 *
 * <p>Nobody looks while nobody watches.
 */
@NullMarked
package dev.sheaf.http.dashboard;

import org.jspecify.annotations.NullMarked;
