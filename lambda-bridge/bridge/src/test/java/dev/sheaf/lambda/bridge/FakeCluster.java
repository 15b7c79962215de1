package dev.sheaf.lambda.bridge;

import dev.sheaf.actors.entity.ClusterView;
import java.util.List;
import java.util.stream.Stream;

/** A fake cluster whose cache nodes are those that a test says. */
final class FakeCluster {
  private volatile List<ClusterView.Member> up = List.of();

  /** From now on these are there. */
  FakeCluster up(String... ids) {
    up = Stream.of(ids).map(FakeCluster::member).toList();
    return this;
  }

  private static ClusterView.Member member(String id) {
    return new ClusterView.Member(id, List.of("cache"), "", "", 1 << 20);
  }

  /** A cluster of one. */
  static ClusterView alone() {
    return new FakeCluster().up("127.0.0.1:1#1").seenBy("127.0.0.1:1#1");
  }

  /** The cluster as one of its nodes sees it. */
  ClusterView seenBy(String id) {
    return new ClusterView() {
      @Override
      public Member self() {
        return member(id);
      }

      @Override
      public List<Member> members() {
        return up;
      }

      @Override
      public int partitions() {
        return 1;
      }

      @Override
      public List<Member> owners(int partition, int limit) {
        return up.stream().limit(limit).toList();
      }
    };
  }
}
