package dev.sheaf.policies.admission;

/**
 * Lets in whoever comes while there is room: the baseline. One job may have all of it.
 *
 * <p><i>Cost:</i> constant.
 */
public final class FirstCome implements AdmissionRule {
  @Override
  public Verdict decide(Limits limits, Counters now, long bytes, long patienceNanos) {
    return hasRoom(limits, now.node(), bytes)
        ? new Verdict.Admitted()
        : new Verdict.Refused(Verdict.Reason.NODE_FULL, Waits.of(now.nodePace(), 1));
  }

  static boolean hasRoom(Limits limits, Load node, long bytes) {
    return node.requests() < limits.requests()
        && node.bytes() + limits.counted(bytes) <= limits.bytes();
  }
}
