package dev.sheaf.policies.substitution;

/**
 * Substitutes like {@link WithinUnread} but marks what was asked for instead of what was delivered,
 * as released code does: most samples are never delivered, and some many times.
 *
 * <p>A sample that is held is drawn again and again until it is asked for itself; a sample that is
 * not held is marked as read when another is delivered for it. Only for comparison.
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
    var ids = unread.next(size);
    var held = new boolean[ids.length];
    for (int i = 0; i < ids.length; i++) {
      held[i] = unread.isAtHand(ids[i]);
      unread.read(ids[i]);
    }
    var atHand = unread.windowAtHand();
    var taken = new int[ids.length];
    var count = 0;
    for (int i = 0; i < ids.length && atHand.size() > 0; i++) {
      if (!held[i]) {
        ids[i] = unread.any(atHand);
        taken[count++] = ids[i];
        atHand.remove(ids[i]);
      }
    }
    // What was delivered stays unread: it goes back to what may be delivered.
    for (int i = 0; i < count; i++) {
      unread.arrived(taken[i], false);
    }
    return ids;
  }
}
