/**
 * Where actors live: what turns a process into a member of the cluster, and a kind of entity into
 * entities that any member can speak to.
 *
 * <pre>
 *   bootstrap      settings ──► actor system, join, leave
 *   membership     who is there, at which addresses, who owns which partition
 *   allocation     kinds ──► cluster entities; partitions where rendezvous puts them
 *   journal        where events are kept: an H2 file or PostgreSQL
 *   serialization  messages and events ──► CBOR, sealed hierarchies included
 * </pre>
 */
@NullMarked
package dev.sheaf.sharding;

import org.jspecify.annotations.NullMarked;
