/**
 * The data port: sample bytes by id, to peers and clients alike, and the client of others' ports.
 *
 * <pre>
 *   POST /v1/datasets/{d}/versions/{v}/samples {ids[], form}  ─► batch body
 *   GET  /v1/segments/{hash}                                   ─► a manifest segment
 *
 *   HttpPeers ─► PeerConnections (idle ones, by address) ─► PeerConnection (one socket, HTTP/1.1)
 * </pre>
 *
 * <p>What a request cost the origin is known only at its end. A request with the header {@code
 * Sheaf-Cost: trailer} is answered with the same header, and with 40 bytes after the batch body
 * (they do not count in its total): five little-endian 64-bit numbers, in the order of {@link
 * dev.sheaf.actors.reading.ReadCost}.
 */
@NullMarked
package dev.sheaf.http.dataport;

import org.jspecify.annotations.NullMarked;
