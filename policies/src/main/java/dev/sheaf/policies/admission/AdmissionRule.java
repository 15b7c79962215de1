package dev.sheaf.policies.admission;

/** Decides who is let in. Pure: all that it knows is what it is given. */
@FunctionalInterface
public interface AdmissionRule {
  /**
   * Decides on one request.
   *
   * @param bytes that it will hold
   * @param patienceNanos how long its asker waits for the answer
   */
  Verdict decide(Limits limits, Counters now, long bytes, long patienceNanos);
}
