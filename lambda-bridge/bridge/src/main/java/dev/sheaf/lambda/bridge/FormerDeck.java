package dev.sheaf.lambda.bridge;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.actors.reading.PeerCopies;
import dev.sheaf.actors.reading.PeerCopies.Asked;
import dev.sheaf.actors.reading.PeerCopies.Wanted;
import dev.sheaf.actors.reading.Peers;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.actors.tier.Tier;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.policies.placement.Decks;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.vocabulary.PackageId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The functions of other nodes in which a package may be since before the cluster changed: asked
 * before the origin.
 *
 * <p>Who owned the package then follows from the members of then, and so does the deck of that node
 * in which it was stored; whoever owns that deck now is asked. What comes is offered to this node's
 * own functions, and the old stripe is given up as others need its room.
 *
 * <p>A node that has nothing of what it was asked for many times in a row is left alone for a
 * while, and so is one that does not answer.
 */
final class FormerDeck implements Tier {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int IN_VAIN = 20;
  private static final int MOST_KNOWN = 16;

  private final ClusterView view;
  private final Decks decks;
  private final PeerCopies copies;
  private final Map<List<Member>, DeckOwners> owners = new ConcurrentHashMap<>();
  private final Map<String, Standing> standings = new ConcurrentHashMap<>();

  FormerDeck(ClusterView view, Decks decks, Peers peers) {
    this.view = view;
    this.decks = decks;
    this.copies = new PeerCopies(peers);
  }

  /**
   * How a node has answered.
   *
   * @param inVain how often in a row it had nothing
   */
  private record Standing(int inVain, long restsUntilNanos) {
    static final Standing GOOD = new Standing(0, Long.MIN_VALUE);

    static Standing resting() {
      return new Standing(0, System.nanoTime() + REST_NANOS);
    }

    Standing hadNothing() {
      return inVain + 1 < IN_VAIN ? new Standing(inVain + 1, restsUntilNanos) : resting();
    }

    boolean rests() {
      return restsUntilNanos != Long.MIN_VALUE && System.nanoTime() - restsUntilNanos < 0;
    }
  }

  @Override
  public TierKind kind() {
    return TierKind.LAMBDA;
  }

  @Override
  public TierRead read(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    for (var holder : holders(new PackageId(manifest.version(), index))) {
      if (!standing(holder).rests() && ask(holder, manifest, index, into, deadlineNanos)) {
        return new TierRead.Read(TierKind.LAMBDA, Map.of(), 0, 0);
      }
    }
    return new TierRead.Absent();
  }

  private Standing standing(Member holder) {
    return standings.getOrDefault(DeckOwners.address(holder), Standing.GOOD);
  }

  private boolean ask(
      Member holder, Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    var until = Math.min(deadlineNanos, System.nanoTime() + PATIENCE_NANOS);
    var asked = new Asked(holder.dataAddress(), Reach.NEAR, until);
    try {
      var came = copies.read(asked, Wanted.whole(manifest, index), into);
      var standing = came ? Standing.GOOD : standing(holder).hadNothing();
      standings.put(DeckOwners.address(holder), standing);
      return came;
    } catch (IOException outOfReach) {
      standings.put(DeckOwners.address(holder), Standing.resting());
      return false;
    }
  }

  /** Who may have the package in its functions, likeliest first; this node's own are not meant. */
  List<Member> holders(PackageId id) {
    var holders = new ArrayList<Member>();
    for (var past : view.past()) {
      var holder = holder(id, past);
      if (holder != null && !holders.contains(holder)) {
        holders.add(holder);
      }
    }
    return holders;
  }

  private @Nullable Member holder(PackageId id, ClusterView.Past past) {
    var owner = past.owner(Partitions.of(id, view.partitions()));
    var now = owners(view.members());
    if (owner.isEmpty() || !now.known()) {
      return null;
    }
    var then = owners(past.members()).decksOf(DeckOwners.address(owner.get()));
    if (then.isEmpty()) {
      return null;
    }
    var key = PackageKey.of(id.version(), id.index());
    var deck = Decks.order(then, key.draw()).getFirst();
    return view.members().stream()
        .filter(member -> DeckOwners.address(member).equals(now.ofDeck().get(deck)))
        .filter(member -> !member.id().equals(view.self().id()) && !member.dataAddress().isEmpty())
        .findFirst()
        .orElse(null);
  }

  private DeckOwners owners(List<Member> members) {
    if (owners.size() > MOST_KNOWN) {
      owners.clear();
    }
    return owners.computeIfAbsent(members, absent -> DeckOwners.of(decks, members));
  }

  @Override
  public void offer(Manifest manifest, int index, MemorySegment bytes) {
    // It is another node's.
  }
}
