/**
 * Who is in the cluster, as this node sees it.
 *
 * <pre>
 *   gossip (members, roles, capacity) ─┐
 *                                      ├─► MemberBoard ──writes──► LiveClusterView ◄──reads── all
 *   cards (addresses of each node) ────┘    (one actor)             (one volatile field)
 * </pre>
 *
 * <p>A node's capacity weighs in the ownership of partitions, so it travels with the membership
 * itself: nobody sees a member without its weight. Its ports are known only once they are bound;
 * they follow on a card.
 */
@NullMarked
package dev.sheaf.sharding.membership;

import org.jspecify.annotations.NullMarked;
