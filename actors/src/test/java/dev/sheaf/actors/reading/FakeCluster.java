package dev.sheaf.actors.reading;

import dev.sheaf.actors.entity.ClusterView;
import java.util.List;
import java.util.Optional;

/** A fake cluster whose members and owners a test sets: every package has the same owners. */
final class FakeCluster implements ClusterView {
  volatile List<Member> members = List.of(member("me"));
  volatile List<Member> owners = members;

  volatile Optional<Member> leaving = Optional.empty();

  static Member member(String id) {
    return new Member(id, List.of("cache"), id + ":1", id + ":2", 1 << 20);
  }

  /** The members, of which these own everything, in this order. */
  void owned(Member... inOrder) {
    owners = List.of(inOrder);
    members = owners;
  }

  @Override
  public Optional<Member> leavingOwner(int partition) {
    return leaving;
  }

  @Override
  public Member self() {
    return member("me");
  }

  @Override
  public List<Member> members() {
    return members;
  }

  @Override
  public int partitions() {
    return 16;
  }

  @Override
  public List<Member> owners(int partition, int limit) {
    return owners.subList(0, Math.min(limit, owners.size()));
  }
}
