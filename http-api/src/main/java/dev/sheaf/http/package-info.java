/**
 * The public contract over HTTP: two servers of one node, started and stopped together.
 *
 * <pre>
 *   API port   problem ◄─ route (table of endpoints) ─► dataset, job, batch, operate
 *   data port  problem ◄─ route (table of endpoints) ─► dataport
 *
 *   HttpRequest ─► Dispatcher ─► Endpoint's handler on a virtual thread ─► HttpResponse
 *                                   │ asks entities, reads frames, blocks
 * </pre>
 *
 * <p>Knows no cluster and no AWS: what it needs of a node is in {@link dev.sheaf.http.HttpPorts}.
 */
@NullMarked
package dev.sheaf.http;

import org.jspecify.annotations.NullMarked;
