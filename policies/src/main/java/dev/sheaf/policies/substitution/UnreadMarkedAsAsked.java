package dev.sheaf.policies.substitution;

import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * Substitutes like {@link WithinUnread} but marks what was asked for instead of what was delivered,
 * as released code does: most samples are never delivered, and some many times.
 *
 * <p>A sample that is held is drawn again and again until it is asked for itself; a sample that is
 * not held is marked as read when another is delivered for it. A batch is marked after it is drawn,
 * so it may hold a sample twice. Only for comparison.
 *
 * <p><i>Source:</i> the published code of Seneca (FAST 2026), {@code
 * swiftomkar/seneca-fast26-pytorch}, {@code torch/utils/data} and torchvision's {@code folder.py}.
 */
public final class UnreadMarkedAsAsked implements Substitution {
  @Override
  public String name() {
    return "within-unread-as-released";
  }

  @Override
  public int[] batch(UnreadSamples unread, int size) {
    var asked = unread.next(size);
    var delivered = asked.clone();
    var atHand = unread.windowAtHand();
    var missing = new ArrayDeque<Integer>();
    for (int i = 0; i < asked.length; i++) {
      if (!unread.isAtHand(asked[i])) {
        missing.add(i);
      }
    }
    var drawn = new ArrayList<Integer>();
    while (!missing.isEmpty() && atHand.size() > 0) {
      var id = unread.any(atHand);
      atHand.remove(id);
      drawn.add(id);
      delivered[missing.remove()] = id;
    }
    for (var id : asked) {
      unread.read(id);
    }
    // What was drawn counts as unread unless it was asked for: it may be drawn again.
    drawn.forEach(id -> unread.arrived(id, false));
    return delivered;
  }
}
