package dev.sheaf.policies.vocabulary;

/** What a job wants done about a sample that the origin no longer has or that is corrupt. */
public enum OnMissing {
  /** The job fails and says which sample it was. */
  FAIL,
  /** The sample is counted, reported by name and left out. */
  SKIP,
  /** Another sample of the same batch takes its place, flagged. */
  SUBSTITUTE
}
