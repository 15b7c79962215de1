package dev.sheaf.policies.planted;

import java.util.Set;

/** Breaks the law that no decision follows an order that differs from process to process. */
public final class FollowsSetOrder {
  private FollowsSetOrder() {}

  static String first() {
    return Set.of("a", "b").iterator().next();
  }
}
