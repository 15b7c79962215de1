/**
 * Kinds of entities made into cluster entities, and where each of them lives.
 *
 * <table>
 *   <caption>Spreads</caption>
 *   <tr><td>BALANCED</td><td>shard = hash of the id; the least loaded node</td></tr>
 *   <tr><td>RENDEZVOUS</td><td>shard = id = partition number; the node that rendezvous names, which
 *       every node can compute</td></tr>
 * </table>
 */
@NullMarked
package dev.sheaf.sharding.allocation;

import org.jspecify.annotations.NullMarked;
