package dev.sheaf.actors.reading;

import dev.sheaf.actors.tier.Payer;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.List;

/**
 * A request for the bytes of some samples.
 *
 * @param version the dataset version
 * @param ids sample ids in the order of the batch; a frame's position is its place here
 * @param deadlineNanos by {@link System#nanoTime}: frames not there by then get status 4
 * @param reach how far the node may go for them
 * @param manner how what is not at hand is read
 * @param payer the job that they are for
 * @param requestId what the request is called that they are read for
 */
public record SampleRequest(
    DatasetVersion version,
    List<Long> ids,
    long deadlineNanos,
    Reach reach,
    Manner manner,
    Payer payer,
    RequestId requestId) {
  /** How far a node may go for samples. */
  public enum Reach {
    /** What is in its memory now; the rest is answered with status 4. */
    MEMORY,
    /** Its memory, disk and functions, but nothing that it would have to ask others for. */
    NEAR,
    /** Its own tiers, down to the origin: what a peer asks for. */
    NODE,
    /** Its own tiers, and the owners' data ports. */
    CLUSTER
  }

  /** What is read of the origin where a sample is not at hand. */
  public enum Grain {
    /** Its package, whole: the others of it will be asked for soon. */
    PACKAGE,
    /** The sample alone, by a range; its package only where that is to be kept. */
    SAMPLE;

    /** What suits a job: one whose order is global soon asks for no other sample of a package. */
    public static Grain of(JobSpec spec) {
      return spec.isGlobal() ? SAMPLE : PACKAGE;
    }
  }

  /**
   * How what is not at hand is read.
   *
   * @param atOnce so many reads of this request may run side by side on a node; 0 sets no limit
   */
  public record Manner(Grain grain, int atOnce) {
    /** Packages whole, as many at once as there are permits for. */
    public static final Manner DEFAULT = new Manner(Grain.PACKAGE, 0);
  }

  /** A request that owns its list. */
  public SampleRequest {
    ids = List.copyOf(ids);
  }

  /** A request for a job, by the request that this thread works for. */
  public SampleRequest(
      DatasetVersion version,
      List<Long> ids,
      long deadlineNanos,
      Reach reach,
      Manner manner,
      Payer payer) {
    this(version, ids, deadlineNanos, reach, manner, payer, RequestId.current());
  }

  /** A request for nobody. */
  public SampleRequest(
      DatasetVersion version, List<Long> ids, long deadlineNanos, Reach reach, Manner manner) {
    this(version, ids, deadlineNanos, reach, manner, Payer.NOBODY);
  }

  /** A request that reads packages whole, as many at once as there are permits for. */
  public SampleRequest(DatasetVersion version, List<Long> ids, long deadlineNanos, Reach reach) {
    this(version, ids, deadlineNanos, reach, Manner.DEFAULT);
  }

  /** What is read of the origin where a sample is not at hand. */
  public Grain grain() {
    return manner.grain();
  }

  /** These samples of it, as another node is to read them. */
  SampleRequest toPeer(List<Long> some) {
    return new SampleRequest(version, some, deadlineNanos, Reach.NODE, manner, payer, requestId);
  }
}
