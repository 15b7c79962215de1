/**
 * What a Lambda function and its bridge say to each other over the connection that the function
 * opened: heads of {@value dev.sheaf.wire.chunk.ChunkHead#BYTES} bytes, little-endian, and a body
 * after those that name one.
 *
 * <pre>
 *   function                                   bridge
 *      ── HELLO {token, node, question, …} ──►    who I am, what I hold, by digest
 *      ◄── LIST ── GET key ── PUT key, bytes ── DROP key ── CANCEL request ── PING ── END
 *      ── INVENTORY keys ── CHUNK status, bytes ── STORED status ── PONG ── BYE ──►
 * </pre>
 *
 * <p>Every frame carries the instance (the environment's epoch) and the number of the request that
 * it asks or answers; an answer counts only where both are open. The sum is CRC-32C over key and
 * bytes, so bytes under another key are as wrong as changed ones.
 */
@NullMarked
package dev.sheaf.wire.chunk;

import org.jspecify.annotations.NullMarked;
