package dev.sheaf.sharding.membership;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.typed.Cluster;
import dev.sheaf.actors.entity.ClusterView;
import java.util.List;

/**
 * The cluster as gossip tells it to this node: one immutable picture in a volatile field, replaced
 * by {@link MemberBoard} and read by everyone else.
 */
public final class LiveClusterView implements ClusterView {
  private final ActorRef<MemberBoard.Command> board;
  private final int partitions;
  private volatile Picture picture;

  private LiveClusterView(ActorSystem<?> system, int partitions) {
    this.partitions = partitions;
    var self = MemberBoard.describe(Cluster.get(system).selfMember(), NodeCard.BLANK);
    this.picture = new Picture(self, List.of(), new Ownership(List.of(), partitions));
    this.board =
        system.systemActorOf(MemberBoard.create(this::show), "member-board", Props.empty());
  }

  /** A view of {@code system}'s cluster; it fills as members come up. One per system. */
  public static LiveClusterView start(ActorSystem<?> system, int partitions) {
    return new LiveClusterView(system, partitions);
  }

  /** Tells all nodes where this one can be reached; call it again when that changes. */
  public void announce(NodeCard card) {
    board.tell(new MemberBoard.Announce(card));
  }

  @Override
  public Member self() {
    return picture.self();
  }

  @Override
  public List<Member> members() {
    return picture.members();
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public List<Member> owners(int partition, int limit) {
    return picture.ownership().owners(partition, limit);
  }

  private void show(Member self, List<Member> members) {
    picture = new Picture(self, members, new Ownership(members, partitions));
  }

  private record Picture(Member self, List<Member> members, Ownership ownership) {}
}
