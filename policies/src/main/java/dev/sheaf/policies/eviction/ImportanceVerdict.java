package dev.sheaf.policies.eviction;

/** What a cache that goes by importance does with a sample that was read from the origin. */
public sealed interface ImportanceVerdict {
  /** It stays, and nothing leaves. */
  record Admitted() implements ImportanceVerdict {}

  /**
   * It stays, and another leaves.
   *
   * @param victim the sample that leaves
   */
  record Replaced(int victim) implements ImportanceVerdict {}

  /** It is passed through: it is not more important than the least important one held. */
  record Refused() implements ImportanceVerdict {}
}
