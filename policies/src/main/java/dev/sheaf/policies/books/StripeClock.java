package dev.sheaf.policies.books;

import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A ring of stripes with a hand that passes over those asked for since it came by last.
 *
 * <p>Looking ahead changes nothing; {@link #sweep} moves the hand over what was looked at.
 */
final class StripeClock {
  private final ArrayList<@Nullable Stripe> ring = new ArrayList<>();
  private final ArrayDeque<Integer> holes = new ArrayDeque<>();
  private int hand;

  /** Where the next stripe will stand. */
  int nextIndex() {
    var hole = holes.peek();
    return hole == null ? ring.size() : hole;
  }

  void add(Stripe stripe) {
    if (stripe.ringIndex == ring.size()) {
      ring.add(stripe);
    } else {
      holes.pop();
      ring.set(stripe.ringIndex, stripe);
    }
  }

  void remove(Stripe stripe) {
    ring.set(stripe.ringIndex, null);
    holes.push(stripe.ringIndex);
  }

  int size() {
    return ring.size();
  }

  /** The stripe so many steps after the hand; null at a hole. */
  @Nullable Stripe ahead(int steps) {
    return ring.get((hand + steps) % ring.size());
  }

  void sweep(int steps) {
    for (int i = 0; i < Math.min(steps, ring.size()); i++) {
      var stripe = ahead(i);
      if (stripe != null) {
        stripe.referenced = false;
      }
    }
    hand = ring.isEmpty() ? 0 : (hand + steps) % ring.size();
  }
}
