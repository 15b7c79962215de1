package dev.sheaf.actors.entity;

import java.util.List;
import java.util.Optional;

/** Who is in the cluster now, as this node sees it; read on every request, never blocks. */
public interface ClusterView {
  /** This node. */
  Member self();

  /** All members that are Up, this node included, ordered by id. */
  List<Member> members();

  /**
   * The id of the one that has been a member for longest: it hosts what a cluster has one of, so
   * its loss takes longer to heal. Empty before this node has joined.
   */
  default Optional<String> oldest() {
    return Optional.empty();
  }

  /** How many members cannot be reached from here. */
  default int unreachable() {
    return 0;
  }

  /** How many partitions there are; fixed for the life of the cluster. */
  int partitions();

  /**
   * The first {@code limit} nodes in rendezvous order for {@code partition}: the owner, then those
   * that would own it next. Empty when no cache node is Up.
   */
  List<Member> owners(int partition, int limit);

  /**
   * The node that owned {@code partition} and is leaving, or has just left, in order: it serves
   * what it has for a while yet.
   */
  default Optional<Member> leavingOwner(int partition) {
    return Optional.empty();
  }

  /**
   * The cluster before its cache nodes last changed, newest first: a few, and none older than an
   * hour. A node that has come itself adds the cluster without it.
   */
  default List<Past> past() {
    return List.of();
  }

  /** Who owned what before a change. */
  interface Past {
    /** All members that were Up. */
    List<Member> members();

    /** The owner of {@code partition} then; empty when no cache node was Up. */
    Optional<Member> owner(int partition);
  }

  /**
   * A node of the cluster.
   *
   * @param id stable for the life of its process, {@code host:port#uid}
   * @param roles what it does: cache, gpu, gateway
   * @param apiAddress {@code host:port} of its HTTP API; empty until it is known
   * @param dataAddress {@code host:port} of its data port; empty until it is known
   * @param cacheBytes capacity of its memory and disk for packages; 0 when it is no cache node or
   *     not yet known
   */
  record Member(
      String id, List<String> roles, String apiAddress, String dataAddress, long cacheBytes) {
    /** A member that owns its list. */
    public Member {
      roles = List.copyOf(roles);
    }
  }
}
