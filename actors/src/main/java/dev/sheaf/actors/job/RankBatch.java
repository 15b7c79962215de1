package dev.sheaf.actors.job;

import dev.sheaf.policies.vocabulary.JobSpec;

/**
 * One minibatch of one rank: which samples, in which order, and what is special about them.
 *
 * <p>The same (generation, epoch, rank, n) has the same ids for ever.
 */
public final class RankBatch {
  private final JobSpec spec;
  private final BatchKey key;
  private final long[] ids;
  private final byte[] flags;

  /**
   * A batch that owns its arrays.
   *
   * @param ids sample ids in order of position
   * @param flags frame flags by position: substituted, padding
   */
  public RankBatch(JobSpec spec, BatchKey key, long[] ids, byte[] flags) {
    if (ids.length != flags.length) {
      throw new IllegalArgumentException(
          "a batch needs one flag byte an id but had " + ids.length + " and " + flags.length);
    }
    this.spec = spec;
    this.key = key;
    this.ids = ids;
    this.flags = flags;
  }

  /** The job's spec. */
  public JobSpec spec() {
    return spec;
  }

  /** Which batch this is. */
  public BatchKey key() {
    return key;
  }

  /** How many samples it has. */
  public int size() {
    return ids.length;
  }

  /** The sample at a position. */
  public long id(int position) {
    return ids[position];
  }

  /** The frame flags of a position. */
  public byte flags(int position) {
    return flags[position];
  }
}
