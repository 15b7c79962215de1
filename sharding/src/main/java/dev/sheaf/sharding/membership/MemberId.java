package dev.sheaf.sharding.membership;

import akka.actor.Address;
import akka.cluster.UniqueAddress;
import dev.sheaf.actors.entity.ClusterView.Member;

/** The id of a member, {@code host:port#uid}: where it is, and which life of its process. */
public final class MemberId {
  private MemberId() {}

  /** The id of the member at {@code unique}. */
  static String of(UniqueAddress unique) {
    return hostPort(unique.address()) + "#" + unique.longUid();
  }

  /** The {@code host:port} of a member; the same after its process was restarted. */
  public static String hostPort(Member member) {
    return member.id().substring(0, member.id().indexOf('#'));
  }

  /** The {@code host:port} of a node's address. */
  public static String hostPort(Address address) {
    return address.host().get() + ":" + address.port().get();
  }
}
