package dev.sheaf.actors.reading;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.actors.reading.PeerCopies.Asked;
import dev.sheaf.actors.reading.PeerCopies.Wanted;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.actors.tier.Tier;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.vocabulary.PackageId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the node that owned a package before this one: asked before the origin, so that a
 * cluster that grows or shrinks does not read again what it has.
 *
 * <p>Of a node that is leaving, and still answers, the packages are asked there; one that does not
 * answer is not asked again. When a node has joined, the former owner is the next in order, as
 * placement is by rendezvous; only for a while, as later its packages have moved or gone.
 */
public final class FormerOwner implements Tier {
  private static final long WHILE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final ClusterView cluster;
  private final PeerCopies copies;
  private Set<String> known = Set.of();
  private volatile String silent = "";
  private long cameNanos = System.nanoTime() - WHILE_NANOS;

  /** The former owners of what this node owns in {@code cluster}. */
  public FormerOwner(ClusterView cluster, Peers peers) {
    this.cluster = cluster;
    this.copies = new PeerCopies(peers);
  }

  @Override
  public TierKind kind() {
    return TierKind.MEMORY;
  }

  @Override
  public TierRead read(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    return ask(Wanted.whole(manifest, index), into, deadlineNanos);
  }

  @Override
  public TierRead readSample(Manifest manifest, long id, MemorySegment into, long deadlineNanos) {
    return ask(Wanted.sample(manifest, id), into, deadlineNanos);
  }

  private TierRead ask(Wanted wanted, MemorySegment into, long deadlineNanos) {
    var former = former(new PackageId(wanted.manifest().version(), wanted.index()));
    if (former == null) {
      return new TierRead.Absent();
    }
    var until = Math.min(deadlineNanos, System.nanoTime() + PATIENCE_NANOS);
    try {
      return copies.read(new Asked(former.dataAddress(), Reach.MEMORY, until), wanted, into)
          ? new TierRead.Read(TierKind.MEMORY, Map.of(), 0, 0)
          : new TierRead.Absent();
    } catch (IOException outOfReach) {
      silent = former.id();
      return new TierRead.Absent();
    }
  }

  /** The owner before this node; null when nobody came lately or nobody else owned it. */
  private @Nullable Member former(PackageId id) {
    var leaving = cluster.leavingOwner(Partitions.of(id, cluster.partitions()));
    if (leaving.isPresent() && isOther(leaving.get()) && !leaving.get().id().equals(silent)) {
      return leaving.get();
    }
    if (!someoneCameLately()) {
      return null;
    }
    List<Member> owners = cluster.owners(Partitions.of(id, cluster.partitions()), 2);
    var mine = owners.size() == 2 && owners.getFirst().id().equals(cluster.self().id());
    return mine && isOther(owners.getLast()) ? owners.getLast() : null;
  }

  private boolean isOther(Member member) {
    return !member.dataAddress().isEmpty() && !member.id().equals(cluster.self().id());
  }

  private synchronized boolean someoneCameLately() {
    var now = cluster.members().stream().map(Member::id).collect(Collectors.toUnmodifiableSet());
    if (!known.containsAll(now)) {
      cameNanos = System.nanoTime();
    }
    known = now;
    return System.nanoTime() - cameNanos < WHILE_NANOS;
  }

  @Override
  public void offer(Manifest manifest, int index, MemorySegment bytes) {
    // It has what it has.
  }
}
