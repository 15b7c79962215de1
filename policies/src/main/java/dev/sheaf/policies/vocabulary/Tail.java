package dev.sheaf.policies.vocabulary;

/** What becomes of the samples that do not fill the last global batch of an epoch. */
public enum Tail {
  /** They are spread evenly over the ranks; padding only when there are fewer than ranks. */
  EVEN,
  /** They are not delivered in this epoch. */
  DROP,
  /** The last batch is filled up with repeated samples, flagged and not counted. */
  PAD
}
