package dev.sheaf.actors.job;

import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.List;

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
  private final JobKnobs knobs;

  /** A batch of a job of which nothing was changed. */
  public RankBatch(JobSpec spec, BatchKey key, long[] ids, byte[] flags) {
    this(spec, key, ids, flags, JobKnobs.NONE);
  }

  /**
   * A batch that owns its arrays.
   *
   * @param ids sample ids in order of position
   * @param flags frame flags by position: substituted, padding
   * @param knobs what was changed of the job since it was submitted
   */
  public RankBatch(JobSpec spec, BatchKey key, long[] ids, byte[] flags, JobKnobs knobs) {
    if (ids.length != flags.length) {
      throw new IllegalArgumentException(
          "a batch needs one flag byte an id but had " + ids.length + " and " + flags.length);
    }
    this.spec = spec;
    this.key = key;
    this.ids = ids;
    this.flags = flags;
    this.knobs = knobs;
  }

  /** The request for some of its samples, from wherever they are. */
  SampleRequest request(List<Long> samples, long deadlineNanos) {
    return new SampleRequest(
        spec.version(),
        samples,
        deadlineNanos,
        SampleRequest.Reach.CLUSTER,
        manner(),
        new Payer(key.job()));
  }

  /** How its samples are to be read. */
  public SampleRequest.Manner manner() {
    return new SampleRequest.Manner(SampleRequest.Grain.of(spec), knobs.readsAtOnce());
  }

  /** The job's spec. */
  public JobSpec spec() {
    return spec;
  }

  /** What was changed of the job since it was submitted. */
  public JobKnobs knobs() {
    return knobs;
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
