package dev.sheaf.policies.vocabulary;

import org.jspecify.annotations.Nullable;

/**
 * What may be changed of a job while it runs; null leaves a knob as it is, or as it was submitted.
 *
 * @param priority how much the job counts where memory is divided, see {@link #weight}
 * @param maxMissing how many missing samples of an epoch are borne before the job fails
 * @param parallelReads reads that may run at once for one of its batches on a node; 0 sets no limit
 * @param lookAheadBytes at most so much is fetched ahead for it
 */
public record JobKnobs(
    @Nullable Integer priority,
    @Nullable Integer maxMissing,
    @Nullable Integer parallelReads,
    @Nullable Long lookAheadBytes) {
  /** Nothing was changed. */
  public static final JobKnobs NONE = new JobKnobs(null, null, null, null);

  /** The largest priority, and with the other sign the least. */
  public static final int MOST_PRIORITY = 1000;

  /** The most reads at once that can be asked for. */
  public static final int MOST_READS = 1024;

  /** These knobs, where {@code change} does not say otherwise. */
  public JobKnobs with(JobKnobs change) {
    return new JobKnobs(
        change.priority == null ? priority : change.priority,
        change.maxMissing == null ? maxMissing : change.maxMissing,
        change.parallelReads == null ? parallelReads : change.parallelReads,
        change.lookAheadBytes == null ? lookAheadBytes : change.lookAheadBytes);
  }

  /** The priority of a job that was submitted as {@code spec}. */
  public int priority(JobSpec spec) {
    return priority == null ? spec.priority() : priority;
  }

  /** How many missing samples are borne of a job that was submitted as {@code spec}. */
  public int maxMissing(JobSpec spec) {
    return maxMissing == null ? spec.maxMissing() : maxMissing;
  }

  /** Reads that may run at once for a batch; 0 sets no limit. */
  public int readsAtOnce() {
    return parallelReads == null ? 0 : parallelReads;
  }

  /** The most that is fetched ahead, when {@code bytes} would be without this knob. */
  public long lookAhead(long bytes) {
    return lookAheadBytes == null ? bytes : Math.min(bytes, lookAheadBytes);
  }

  /** How much a job of a priority counts where memory is divided: 0 at the least, 1 at 0. */
  public static double weight(int priority) {
    return 1 + (double) priority / MOST_PRIORITY;
  }
}
