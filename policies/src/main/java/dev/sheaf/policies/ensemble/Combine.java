package dev.sheaf.policies.ensemble;

/** How the predictions of members become one. */
public enum Combine {
  /** The mean of their probabilities. */
  SOFT,
  /** A weighted mean; weights are those of the most likely mixture on held-out samples. */
  WEIGHTED,
  /** A mean over members chosen one by one, with repetition: {@link GreedySelection}. */
  GREEDY,
  /** Each member has one vote for its most probable class. */
  HARD
}
