package dev.sheaf.sharding.membership;

import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.actors.entity.ClusterView.Past;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The cluster as it was before its cache nodes changed: a few changes back, for an hour.
 *
 * <p>A node hears of those that were there before it one after another, in any order; so while it
 * is young it adds what it knows for sure: that the cluster was without it.
 */
final class PastMembers {
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final int MOST_CHANGES = 3;

  private final int partitions;
  private final List<Before> changes = new ArrayList<>();
  private List<Member> present = List.of();
  private long cameNanos;
  private volatile List<Before> past = List.of();

  PastMembers(int partitions) {
    this.partitions = partitions;
  }

  /** Who owned what among {@code members}; of interest until {@code untilNanos}. */
  private record Before(List<Member> members, Ownership ownership, long untilNanos)
      implements Past {
    @Override
    public Optional<Member> owner(int partition) {
      return ownership.owners(partition, 1).stream().findFirst();
    }
  }

  /** These are Up now. */
  synchronized void see(Member self, List<Member> members, long nowNanos) {
    if (present.isEmpty()) {
      cameNanos = nowNanos;
    }
    var before = caches(present);
    if (before.equals(caches(members))) {
      return;
    }
    if (!before.isEmpty()) {
      changes.addFirst(before(present, nowNanos));
      changes.subList(Math.min(MOST_CHANGES, changes.size()), changes.size()).clear();
    }
    present = members;
    var all = new ArrayList<>(changes);
    var others = members.stream().filter(member -> !member.id().equals(self.id())).toList();
    if (!caches(others).isEmpty()) {
      all.addFirst(before(others, cameNanos));
    }
    past = List.copyOf(all);
  }

  /** What was before, newest first. */
  List<Past> past(long nowNanos) {
    return past.stream()
        .filter(each -> nowNanos - each.untilNanos() < 0)
        .map(Past.class::cast)
        .toList();
  }

  private Before before(List<Member> members, long endedNanos) {
    return new Before(members, new Ownership(members, partitions), endedNanos + HOUR);
  }

  private static Set<String> caches(List<Member> members) {
    return members.stream()
        .filter(member -> member.roles().contains(MemberRoles.CACHE))
        .map(member -> MemberId.hostPort(member) + " " + member.cacheBytes())
        .collect(Collectors.toUnmodifiableSet());
  }
}
