package dev.sheaf.sharding.membership;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The Akka roles of a member: what it does, and how many bytes its package store holds.
 *
 * <p>Capacity is the weight of a node in the ownership of partitions, so every node has to know it
 * at the same moment as the node itself. Roles are the part of a member that gossip carries whole.
 */
public final class MemberRoles {
  /** The role of nodes that hold packages, hence own partitions. */
  public static final String CACHE = "cache";

  private static final String CAPACITY = "cache-bytes:";

  /** Akka gives every member a role of this prefix. */
  private static final String DATA_CENTRE = "dc-";

  private MemberRoles() {}

  /** The Akka roles of a node that plays {@code roles} and has {@code cacheBytes} of store. */
  public static List<String> encode(Collection<String> roles, long cacheBytes) {
    var encoded = new ArrayList<>(roles);
    if (roles.contains(CACHE)) {
      encoded.add(CAPACITY + cacheBytes);
    }
    return List.copyOf(encoded);
  }

  /** What a member with these Akka roles does, in order of name. */
  static List<String> roles(Collection<String> encoded) {
    return encoded.stream()
        .filter(role -> !role.startsWith(CAPACITY) && !role.startsWith(DATA_CENTRE))
        .sorted()
        .toList();
  }

  /** The capacity of a member with these Akka roles; 0 when it is no cache node. */
  static long cacheBytes(Collection<String> encoded) {
    return encoded.stream()
        .filter(role -> role.startsWith(CAPACITY))
        .mapToLong(role -> Long.parseLong(role.substring(CAPACITY.length())))
        .findFirst()
        .orElse(0);
  }
}
