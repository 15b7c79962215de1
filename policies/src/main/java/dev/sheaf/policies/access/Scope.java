package dev.sheaf.policies.access;

/** How much a caller may do; each scope covers those before it. */
public enum Scope {
  /** Looks at what its tenant has. */
  READ,
  /** Makes, changes and ends what its tenant has, and reads batches. */
  TRAIN,
  /** Does everything, with what any tenant has. */
  ADMIN,
  /** Is a node of the cluster; no token has this scope, only what nodes give one another. */
  NODE;

  /** True when who has this scope may do what {@code other} allows. */
  public boolean covers(Scope other) {
    return compareTo(other) >= 0;
  }
}
