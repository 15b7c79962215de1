package dev.sheaf.policies.admission;

import java.util.HashMap;
import java.util.Map;

/**
 * What is under way at one door, by job: a state machine for one thread. Time is what it is told.
 *
 * <p>Who is let in holds its place until it leaves; what a request will hold may be known better
 * later, by {@link #resize}.
 *
 * <p><i>Cost:</i> a look into a map per call; a job without requests leaves nothing behind.
 */
public final class Admissions {
  private final Limits limits;
  private final AdmissionRule rule;
  private final Map<Claimant, Job> jobs = new HashMap<>();
  private final Map<String, Tenant> tenants = new HashMap<>();
  private Load node = Load.NONE;
  private final PaceMeter nodePace = new PaceMeter(0);

  private static final class Tenant {
    private int jobs;
    private Load load = Load.NONE;
  }

  private static final class Job {
    private final Tenant tenant;
    private final PaceMeter pace;
    private Load load = Load.NONE;

    Job(Tenant tenant, long now) {
      this.tenant = tenant;
      this.pace = new PaceMeter(now);
      this.pace.busy(true, now);
    }
  }

  /** A door at which nobody is. */
  public Admissions(Limits limits, AdmissionRule rule) {
    this.limits = limits;
    this.rule = rule;
  }

  /** Lets a request in, or says why not. */
  public Verdict enter(Claimant who, long bytes, long patienceNanos, long now) {
    var verdict = rule.decide(limits, counters(who, now), bytes, patienceNanos);
    if (verdict instanceof Verdict.Admitted) {
      if (node.requests() == 0) {
        nodePace.busy(true, now);
      }
      add(jobs.computeIfAbsent(who, absent -> begun(who, now)), 1, limits.counted(bytes));
    }
    return verdict;
  }

  private Job begun(Claimant who, long now) {
    var tenant = tenants.computeIfAbsent(who.tenant(), absent -> new Tenant());
    tenant.jobs++;
    return new Job(tenant, now);
  }

  private void add(Job own, int requests, long bytes) {
    own.load = own.load.plus(requests, bytes);
    own.tenant.load = own.tenant.load.plus(requests, bytes);
    node = node.plus(requests, bytes);
  }

  private Counters counters(Claimant who, long now) {
    var own = jobs.get(who);
    var tenant = tenants.get(who.tenant());
    return new Counters(
        node,
        tenant == null ? Load.NONE : tenant.load,
        own == null ? Load.NONE : own.load,
        tenants.size() + (tenant == null ? 1 : 0),
        (tenant == null ? 0 : tenant.jobs) + (own == null ? 1 : 0),
        nodePace.pace(now),
        own == null ? Pace.UNKNOWN : own.pace.pace(now));
  }

  /** A request that is under way holds other bytes than it was thought to. */
  public void resize(Claimant who, long fromBytes, long toBytes) {
    add(job(who), 0, limits.counted(toBytes) - limits.counted(fromBytes));
  }

  /**
   * A request leaves.
   *
   * @param bytes that it was last said to hold
   * @param answered whether its answer was whole and in time
   */
  public void leave(Claimant who, long bytes, boolean answered, long now) {
    var own = job(who);
    add(own, -1, -limits.counted(bytes));
    if (answered) {
      own.pace.answered(now);
      nodePace.answered(now);
    }
    if (node.requests() == 0) {
      nodePace.busy(false, now);
    }
    if (own.load.requests() == 0) {
      jobs.remove(who);
      own.tenant.jobs--;
      if (own.tenant.jobs == 0) {
        tenants.remove(who.tenant());
      }
    }
  }

  private Job job(Claimant who) {
    var own = jobs.get(who);
    if (own == null) {
      throw new IllegalStateException(who + " has nothing under way that could leave");
    }
    return own;
  }

  /** What all have under way. */
  public Load node() {
    return node;
  }

  /** What a job has under way. */
  public Load of(Claimant who) {
    var own = jobs.get(who);
    return own == null ? Load.NONE : own.load;
  }
}
