package dev.sheaf.actors.dataset;

import dev.sheaf.actors.entity.ClusterView;
import java.util.List;
import java.util.stream.IntStream;

/** A fake cluster of eight partitions, whose cache nodes come and go as the test says. */
final class FakeCluster implements ClusterView {
  static final int PARTITIONS = 8;

  private volatile List<Member> members = List.of();

  /** From now on there are nodes with so much memory each. */
  void hasNodesOf(long... cacheBytes) {
    members =
        IntStream.range(0, cacheBytes.length)
            .mapToObj(i -> new Member("node-" + i, List.of("cache"), "", "", cacheBytes[i]))
            .toList();
  }

  @Override
  public Member self() {
    return members.getFirst();
  }

  @Override
  public List<Member> members() {
    return members;
  }

  @Override
  public int partitions() {
    return PARTITIONS;
  }

  @Override
  public List<Member> owners(int partition, int limit) {
    return members.subList(0, Math.min(limit, members.size()));
  }
}
