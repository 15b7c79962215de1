package dev.sheaf.policies.ensemble;

import java.util.List;

/** Chooses who trains together next, and on how many accelerators each. */
public interface Packing {
  /** Its name in settings. */
  String name();

  /**
   * The next flotilla; empty only when nobody waits.
   *
   * @param waiting who is not trained yet, in the order of ids
   * @param gpus how many accelerators there are, at least 1
   */
  Flotilla pack(List<Member> waiting, int gpus);
}
