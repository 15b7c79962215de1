package dev.sheaf.actors.reading;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.actors.tier.Tier;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.wire.batch.FrameHead;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
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
  private final Peers peers;
  private Set<String> known = Set.of();
  private volatile String silent = "";
  private long cameNanos = System.nanoTime() - WHILE_NANOS;

  /** The former owners of what this node owns in {@code cluster}. */
  public FormerOwner(ClusterView cluster, Peers peers) {
    this.cluster = cluster;
    this.peers = peers;
  }

  @Override
  public TierKind kind() {
    return TierKind.MEMORY;
  }

  @Override
  public TierRead read(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    var first = manifest.table().firstId(index);
    var ids = LongStream.range(first, first + manifest.table().count(index)).boxed().toList();
    return ask(new Wanted(manifest, index, ids), into, deadlineNanos);
  }

  @Override
  public TierRead readSample(Manifest manifest, long id, MemorySegment into, long deadlineNanos) {
    var index = manifest.table().packageOf(id);
    return ask(new Wanted(manifest, index, List.of(id)), into, deadlineNanos);
  }

  /** Samples of a package that lie one after another, the first at the begin of what is given. */
  private record Wanted(Manifest manifest, int index, List<Long> ids) {
    long placeOf(long id) {
      return manifest.offsetInPackage(id) - manifest.offsetInPackage(ids.getFirst());
    }
  }

  private TierRead ask(Wanted wanted, MemorySegment into, long deadlineNanos) {
    var version = wanted.manifest().version();
    var former = former(new PackageId(version, wanted.index()));
    if (former == null) {
      return new TierRead.Absent();
    }
    var until = Math.min(deadlineNanos, System.nanoTime() + PATIENCE_NANOS);
    var copied = new HashSet<Long>();
    try {
      peers.read(
          former.dataAddress(),
          new SampleRequest(version, wanted.ids(), until, Reach.MEMORY),
          frame -> {
            try (frame) {
              if (frame.head().status() == FrameHead.OK && copy(wanted, frame, into)) {
                copied.add(frame.head().id());
              }
            }
          });
    } catch (IOException outOfReach) {
      silent = former.id();
      return new TierRead.Absent();
    }
    return copied.size() == wanted.ids().size()
        ? new TierRead.Read(TierKind.MEMORY, Map.of(), 0, 0)
        : new TierRead.Absent();
  }

  /** Puts a sample in its place; false when it is not the one that the manifest speaks of. */
  private static boolean copy(Wanted wanted, SampleFrame frame, MemorySegment into) {
    var manifest = wanted.manifest();
    var id = frame.head().id();
    if (frame.head().length() != manifest.length(id)
        || (int) frame.head().checksum() != manifest.crc(id)) {
      return false;
    }
    var to = wanted.placeOf(id);
    for (var piece : frame.pieces()) {
      MemorySegment.copy(piece, 0, into, to, piece.byteSize());
      to += piece.byteSize();
    }
    return true;
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
