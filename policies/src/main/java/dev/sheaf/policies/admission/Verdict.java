package dev.sheaf.policies.admission;

/** Whether a request is let in. */
public sealed interface Verdict {
  /** It is. */
  record Admitted() implements Verdict {}

  /** It is not; it is worth another try after this time, by what is known now. */
  record Refused(Reason why, long retryAfterNanos) implements Verdict {}

  /** Why a request is refused. */
  enum Reason {
    /** The job has its share of a crowded node under way. */
    OVER_SHARE,
    /** By the pace of the job's answers this one would come too late for who waits for it. */
    FALLING_BEHIND,
    /** The node has all under way that it may. */
    NODE_FULL
  }
}
