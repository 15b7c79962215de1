/**
 * Routes: a table of endpoints, and what turns a request into the answer of one of them.
 *
 * <pre>
 *   HttpServer ─► Dispatcher ─match─► Router (table of Endpoint)
 *        │            └─ virtual thread ─► Endpoint.Handler (Exchange ─► HttpResponse)
 *        └─ one Connection per client connection: how many bytes of replies it holds on the heap
 * </pre>
 *
 * <p>The table is data, so that a test can hold the OpenAPI document against it.
 */
@NullMarked
package dev.sheaf.http.route;

import org.jspecify.annotations.NullMarked;
