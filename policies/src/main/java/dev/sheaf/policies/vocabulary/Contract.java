package dev.sheaf.policies.vocabulary;

/** What a job is promised about the order of its samples. */
public enum Contract {
  /** The order is a function of seed, dataset version, layout, epoch and global batch only. */
  STRICT,
  /** Packages are opened as they are at hand; every sample still exactly once per epoch. */
  SUBSTITUTE,
  /** A selection of samples per epoch, by their importance. */
  IMPORTANCE
}
