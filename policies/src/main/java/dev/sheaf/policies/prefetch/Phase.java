package dev.sheaf.policies.prefetch;

/** What a job reads samples for. */
public enum Phase {
  /** It learns. */
  TRAINING,
  /** It only judges what it has learnt, and mostly reads faster. */
  VALIDATION
}
