/**
 * Ephemeral capacity: how much storage a short-lived job gets from what it hints, on which nodes,
 * and when nodes are added or drained.
 *
 * <pre>
 *   hints ──HintedSize──► demand ──FullestFirst──► weights of nodes, new nodes
 *                                      └─► allocated network ──AllocatedNetworkScaling──► add, drain
 * </pre>
 *
 * <p>{@link dev.sheaf.policies.ephemeral.Carriers} does so for the nodes of a live cluster, in
 * bytes; {@link dev.sheaf.policies.books.EphemeralBook} remembers who was promised what.
 *
 * <p><i>Source:</i> Pocket (Klimovic et al., OSDI 2018) and its controller, stanford-mast/pocket,
 * controller/controller.py.
 */
@NullMarked
package dev.sheaf.policies.ephemeral;

import org.jspecify.annotations.NullMarked;
