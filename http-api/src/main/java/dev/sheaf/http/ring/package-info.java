/**
 * Batches for clients on this host, through memory that they share with the node.
 *
 * <pre>
 *   GET /v1/shared-memory ─► which host, and where RingDoor is
 *   RingDoor  ◄─ Unix-domain socket ─  client: how many slots of how many bytes
 *             ─ key, descriptor ─►     maps the ring
 *   GET …/batches/n  Sheaf-Ring: KEY SLOT TICKET ─► the body lies in the slot, the reply has none
 * </pre>
 *
 * <p>What is asked, and every rule of asking, is HTTP's; only the body takes another way. A ring
 * lives as long as its client's socket. Whatever has no place in a ring goes by HTTP.
 */
@NullMarked
package dev.sheaf.http.ring;

import org.jspecify.annotations.NullMarked;
