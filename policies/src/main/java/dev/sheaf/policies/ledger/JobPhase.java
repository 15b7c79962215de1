package dev.sheaf.policies.ledger;

/** Where a job is in its life. */
public enum JobPhase {
  /** It may be read. */
  RUNNING,
  /** All ranks consumed the last epoch; its kept epochs may still be read, and it may resume. */
  FINISHED,
  /** A sample could not be delivered and the job does not bear that; it may resume. */
  FAILED,
  /** Somebody ended it, for good. */
  STOPPED
}
