package dev.sheaf.actors.importance;

import dev.sheaf.policies.vocabulary.JobSpec;

/** Notes the losses that trainers of this node report; those of jobs that select nothing go. */
@FunctionalInterface
public interface LossSink {
  /** Takes losses, one an id; one that is no number, or infinite, is left out. */
  void tell(JobSpec job, int epoch, long[] ids, double[] losses);
}
