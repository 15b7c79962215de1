package dev.sheaf.policies.planted;

import java.util.HashMap;

/** Breaks the law that no decision follows the order of a hash. */
public final class FollowsHashOrder {
  private FollowsHashOrder() {}

  static String first() {
    var byName = new HashMap<String, Integer>();
    byName.put("a", 1);
    return byName.keySet().iterator().next();
  }
}
