package dev.sheaf.policies.admission;

import dev.sheaf.policies.admission.Verdict.Reason;
import java.util.function.ToLongFunction;

/**
 * Lets jobs have what they ask for while there is plenty, and their share when there is not.
 *
 * <p><i>Goals:</i> a job that asks for little is served, whatever others ask for; who asks for too
 * much is told so, and not those beside him; nothing is begun that would end too late.
 *
 * <p><i>Constraints:</i> what is under way is never more than the limits, and is not broken off.
 *
 * <p><i>Algorithm:</i> of requests and of bytes alike, in this order:
 *
 * <ol>
 *   <li>A job whose answers would come after a quarter of its patience, by their pace of the last
 *       seconds, is refused: it {@linkplain Reason#FALLING_BEHIND falls behind}. While the job is
 *       new it is the pace of all; two may always be under way, so that a pace can be seen.
 *   <li>Up to three quarters of a limit the node is not crowded, and all are let in.
 *   <li>Beyond it a job is let in up to its share, and the first of its requests always: the limit,
 *       divided by the tenants there are and one that may come, and then by the jobs of its tenant.
 *   <li>The last eighth is for tenants that are below their own share, however many jobs another
 *       tenant has. {@linkplain Reason#OVER_SHARE}
 *   <li>Nobody is let in beyond a limit. {@linkplain Reason#NODE_FULL}
 * </ol>
 *
 * <p>So there is room for who comes next:
 *
 * <pre>
 *   limit 512        alone            a second tenant        two jobs of one tenant
 *   flood            384              170 as its own leave   128 as its own leave
 *   newcomer         -                128 at once, 170 soon  64 at once, 128 soon
 * </pre>
 *
 * <p><i>Cost:</i> constant. <i>Source:</i> shares of a tenant divided among its jobs are those of
 * hierarchical fair queueing (Bennett and Zhang, SIGCOMM 1996), for places instead of packets; the
 * second rule is Little's law.
 */
public final class FairShares implements AdmissionRule {
  /** So many of a job may be under way, however slow they are. */
  static final long FEWEST = 2;

  /**
   * Answers are sent side by side, so some take several times as long as the pace says: with half
   * of the patience a fifth to more than half came late under ten times the load, with a quarter at
   * most one in thirteen.
   */
  private static final long PART_OF_PATIENCE = 4;

  @Override
  public Verdict decide(Limits limits, Counters now, long bytes, long patienceNanos) {
    if (now.own().requests() >= FEWEST && isBehind(now, patienceNanos)) {
      return new Verdict.Refused(Reason.FALLING_BEHIND, untilInTime(now, patienceNanos));
    }
    if (isOverShare(limits.requests(), now, Load::requests, 1)
        || isOverShare(limits.bytes(), now, Load::bytes, limits.counted(bytes))) {
      var over = now.own().requests() + 1 - jobShare(limits.requests(), now);
      return new Verdict.Refused(Reason.OVER_SHARE, Waits.of(now.ownPace(), over));
    }
    if (!FirstCome.hasRoom(limits, now.node(), bytes)) {
      var over = now.node().requests() + 1 - uncrowded(limits.requests());
      return new Verdict.Refused(Reason.NODE_FULL, Waits.of(now.nodePace(), over));
    }
    return new Verdict.Admitted();
  }

  private static boolean isBehind(Counters now, long patienceNanos) {
    return untilAnswered(now) > patienceNanos / PART_OF_PATIENCE;
  }

  private static long untilInTime(Counters now, long patienceNanos) {
    return Waits.held(untilAnswered(now) - patienceNanos / PART_OF_PATIENCE);
  }

  /** While the job is new, it is thought to be answered as all are. */
  private static long untilAnswered(Counters now) {
    if (now.ownPace().isKnown()) {
      return now.ownPace().nanosFor(now.own().requests() + 1);
    }
    return now.nodePace().isKnown() ? now.nodePace().nanosFor(now.node().requests() + 1) : 0;
  }

  private static boolean isOverShare(long limit, Counters now, ToLongFunction<Load> of, long more) {
    var node = of.applyAsLong(now.node()) + more;
    var own = of.applyAsLong(now.own()) + more;
    var tenant = of.applyAsLong(now.tenant()) + more;
    var isFirst = now.own().requests() == 0;
    return (node > uncrowded(limit) && own > jobShare(limit, now) && !isFirst)
        || (node > limit - limit / 8 && tenant > tenantShare(limit, now));
  }

  /** Up to here everybody has what he asks for. */
  private static long uncrowded(long limit) {
    return limit - limit / 4;
  }

  private static long tenantShare(long limit, Counters now) {
    return limit / (now.tenants() + 1L);
  }

  private static long jobShare(long limit, Counters now) {
    return tenantShare(limit, now) / now.jobs();
  }
}
