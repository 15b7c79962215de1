/**
 * The data port: sample bytes by id, to peers and clients alike, and the client of others' ports.
 *
 * <pre>
 *   POST /v1/datasets/{d}/versions/{v}/samples {ids[], form}  ─► batch body
 *   PUT  /v1/datasets/{d}/versions/{v}                         ─► the node has the manifest
 *   GET  /v1/segments/{hash}                                   ─► a part of a manifest, selection, file
 *   GET  /v1/file-sets/{group}/{name}                          ─► which files of that name it keeps
 *   PUT  /v1/file-sets/{group}/{name}/{document}               ─► the node keeps those files
 *   GET  /v1/shared/{job}/epochs/{e}/batches/{n}               ─► a batch that this node prepares
 *
 *   DataPort (Netty) ─► BodyCollector ─► PortConnection (one request after another)
 *                                          ├─ PortDispatcher ─► DataPortRoutes ─► SampleStream
 *                                          └─ FrameWriter ─ Burst ─► Outlet ─► socket
 *
 *   HttpPeers ─► PeerConnections (idle ones, by address) ─► PeerConnection (one socket, HTTP/1.1)
 * </pre>
 *
 * <p>Sample bytes go from the package store to the socket without a copy in this process: a {@link
 * dev.sheaf.http.dataport.Burst} is a vectored write of leased memory, and {@link
 * dev.sheaf.http.dataport.Outlet} bounds how much of it waits for a reader.
 *
 * <p>What a request cost the origin is known only at its end. A request with the header {@code
 * Sheaf-Cost: trailer} is answered with the same header, and with 40 bytes after the batch body
 * (they do not count in its total): five little-endian 64-bit numbers, in the order of {@link
 * dev.sheaf.actors.reading.ReadCost}.
 */
@NullMarked
package dev.sheaf.http.dataport;

import org.jspecify.annotations.NullMarked;
