package dev.sheaf.policies.substitution;

/** Chooses the samples of a job's next batch: those it would read next, or others instead. */
public interface Substitution {
  /** Its name in settings. */
  String name();

  /**
   * The ids that are delivered, marked as read; fewer than {@code size} when the epoch has no more.
   *
   * @param unread of the job; something is left
   * @param size at least 1
   */
  int[] batch(UnreadSamples unread, int size);

  /** How many questions to the cache choosing a batch of {@code size} takes at most. */
  default int mostLookups(int size) {
    return size;
  }
}
