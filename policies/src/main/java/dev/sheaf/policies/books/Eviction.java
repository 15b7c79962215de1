package dev.sheaf.policies.books;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The search for room for one stripe: nothing is changed until the book applies what came of it.
 *
 * <p>When one of the drawn nodes is full, the clock names a victim, and the new stripe inherits its
 * nodes. Where the victim's chunks were smaller than the new ones, further victims are taken from
 * the shelf that is too full: the first that was not asked for, else the first.
 */
final class Eviction {
  private final StripeClock clock;
  private final Shelf[] shelves;
  private final long capacityBytes;
  private final List<Stripe> victims = new ArrayList<>();
  private final HashSet<Long> numbers = new HashSet<>();
  private final TreeMap<Integer, Long> freedBytes = new TreeMap<>();
  private int steps;

  Eviction(StripeClock clock, Shelf[] shelves, long capacityBytes) {
    this.clock = clock;
    this.shelves = shelves;
    this.capacityBytes = capacityBytes;
  }

  /** The nodes on which a stripe with such chunks will fit. */
  List<Integer> place(List<Integer> drawn, long chunkBytes) {
    if (firstFull(drawn, chunkBytes) < 0) {
      return drawn;
    }
    var nodes = drawn;
    var victim = nextOfClock();
    if (victim != null) {
      drop(victim);
      nodes = victim.nodes.size() == drawn.size() ? victim.nodes : drawn;
    }
    makeRoom(nodes, chunkBytes);
    return nodes;
  }

  /** Takes victims until each of these nodes has room for one more chunk. */
  void makeRoom(List<Integer> nodes, long chunkBytes) {
    for (int full = firstFull(nodes, chunkBytes); full >= 0; full = firstFull(nodes, chunkBytes)) {
      drop(nextOfShelf(shelves[full]));
    }
  }

  void drop(Stripe victim) {
    victims.add(victim);
    numbers.add(victim.number);
    for (int chunk = 0; chunk < victim.nodes.size(); chunk++) {
      if (!victim.gone(chunk)) {
        freedBytes.merge(victim.nodes.get(chunk), victim.chunkBytes, Long::sum);
      }
    }
  }

  /** Who has to go, in order. */
  List<Stripe> victims() {
    return victims;
  }

  /** How far the hand went. */
  int steps() {
    return steps;
  }

  private int firstFull(List<Integer> nodes, long chunkBytes) {
    for (int node : nodes) {
      var used = shelves[node].usedBytes() - freedBytes.getOrDefault(node, 0L);
      if (used + chunkBytes > capacityBytes) {
        return node;
      }
    }
    return -1;
  }

  private @Nullable Stripe nextOfClock() {
    for (; steps <= 2 * clock.size() && clock.size() > 0; steps++) {
      var stripe = clock.ahead(steps);
      if (stripe == null || numbers.contains(stripe.number)) {
        continue;
      }
      if (!stripe.referenced || steps >= clock.size()) {
        steps++;
        return stripe;
      }
    }
    return null;
  }

  private Stripe nextOfShelf(Shelf shelf) {
    Stripe first = null;
    for (int i = 0; i < shelf.size(); i++) {
      var stripe = shelf.stripe(i);
      if (numbers.contains(stripe.number)) {
        continue;
      }
      if (!stripe.referenced) {
        return stripe;
      }
      first = first == null ? stripe : first;
    }
    if (first == null) {
      throw new IllegalStateException("a full node must hold something");
    }
    return first;
  }
}
