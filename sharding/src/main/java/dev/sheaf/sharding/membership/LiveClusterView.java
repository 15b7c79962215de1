package dev.sheaf.sharding.membership;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import dev.sheaf.actors.entity.ClusterView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The cluster as gossip tells it to this node: one immutable picture in a volatile field, replaced
 * by {@link MemberBoard} and read by everyone else.
 */
public final class LiveClusterView implements ClusterView {
  private final ActorRef<MemberBoard.Command> board;
  private final Cluster cluster;
  private final int partitions;
  private final PastMembers past;
  private volatile Picture picture;

  private LiveClusterView(ActorSystem<?> system, int partitions) {
    this.cluster = Cluster.get(system);
    this.partitions = partitions;
    this.past = new PastMembers(partitions);
    var self = MemberBoard.describe(cluster.selfMember(), NodeCard.BLANK);
    this.picture = Picture.of(self, List.of(), List.of(), partitions);
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

  @Override
  public Optional<Member> leavingOwner(int partition) {
    var seen = picture;
    return seen.leaving().isEmpty()
        ? Optional.empty()
        : seen.before().owners(partition, 1).stream().filter(seen.leaving()::contains).findFirst();
  }

  @Override
  public Optional<String> oldest() {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> member.status().equals(MemberStatus.up()))
        .reduce((one, other) -> other.isOlderThan(one) ? other : one)
        .map(member -> MemberId.of(member.uniqueAddress()));
  }

  @Override
  public int unreachable() {
    return cluster.state().getUnreachable().size();
  }

  @Override
  public List<Past> past() {
    return past.past(System.nanoTime());
  }

  private void show(MemberBoard.Shown shown) {
    past.see(shown.self(), shown.members(), System.nanoTime());
    picture = Picture.of(shown.self(), shown.members(), shown.leaving(), partitions);
  }

  /**
   * What is seen at one time.
   *
   * @param before who owned what when those that are leaving were members
   */
  private record Picture(
      Member self,
      List<Member> members,
      List<Member> leaving,
      Ownership ownership,
      Ownership before) {
    static Picture of(Member self, List<Member> members, List<Member> leaving, int partitions) {
      var ownership = new Ownership(members, partitions);
      var all = Stream.concat(members.stream(), leaving.stream()).toList();
      var before = leaving.isEmpty() ? ownership : new Ownership(all, partitions);
      return new Picture(self, members, leaving, ownership, before);
    }
  }
}
