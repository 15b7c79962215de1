package dev.sheaf.policies.vocabulary;

/** How far a strict order mixes the samples of an epoch. */
public enum Shuffle {
  /** Packages in seeded order, samples mixed within the group of packages that is open. */
  PACKAGES,
  /**
   * One uniform permutation of all samples; each is read by itself where its package is not at
   * hand.
   */
  GLOBAL
}
