package dev.sheaf.policies.vocabulary;

import org.jspecify.annotations.Nullable;

/**
 * What a user asks for when a job is submitted; validated at the edge, bound to a dataset version.
 *
 * @param name the job's name and id, {@code [a-z0-9][a-z0-9._-]{0,62}}
 * @param version the dataset version the job reads
 * @param contract the promise about the order
 * @param batchSize samples per rank and batch, 1..65536
 * @param epochs passes over the dataset, 1..100000
 * @param ranks consumers that read side by side, 1..4096; the global batch is batchSize × ranks
 * @param seed the seed of every draw
 * @param tail what becomes of the last, partial global batch
 * @param shuffle how far a strict order mixes
 * @param onMissing what to do about a sample that cannot be delivered
 * @param maxMissing how many missing samples are borne before the job fails
 * @param follow the leader whose decision log this job replays, if any
 * @param validationShare share of the samples held out by seed, in thousandths, 0..900
 * @param heldOut true when this job reads only the held-out samples instead of the rest
 * @param priority larger is sooner
 * @param importance how samples are selected; null where every epoch reads all of them
 * @param prepare how pictures are prepared for who does not say; null where bytes are given as
 *     stored
 */
public record JobSpec(
    String name,
    DatasetVersion version,
    Contract contract,
    int batchSize,
    int epochs,
    int ranks,
    long seed,
    Tail tail,
    Shuffle shuffle,
    OnMissing onMissing,
    int maxMissing,
    @Nullable String follow,
    int validationShare,
    boolean heldOut,
    int priority,
    @Nullable ImportanceRule importance,
    @Nullable Preparation prepare) {

  /** A job that reads all its samples in every epoch, as they are stored. */
  public JobSpec(
      String name,
      DatasetVersion version,
      Contract contract,
      int batchSize,
      int epochs,
      int ranks,
      long seed,
      Tail tail,
      Shuffle shuffle,
      OnMissing onMissing,
      int maxMissing,
      @Nullable String follow,
      int validationShare,
      boolean heldOut,
      int priority) {
    this(
        name,
        version,
        contract,
        batchSize,
        epochs,
        ranks,
        seed,
        tail,
        shuffle,
        onMissing,
        maxMissing,
        follow,
        validationShare,
        heldOut,
        priority,
        null,
        null);
  }

  /** This job under another contract. */
  public JobSpec under(Contract other) {
    return with(other, importance, prepare);
  }

  /** This job, with samples selected by {@code rule}. */
  public JobSpec selecting(@Nullable ImportanceRule rule) {
    return with(contract, rule, prepare);
  }

  /** This job, with pictures prepared so for who does not say. */
  public JobSpec preparing(@Nullable Preparation how) {
    return with(contract, importance, how);
  }

  private JobSpec with(Contract other, @Nullable ImportanceRule rule, @Nullable Preparation how) {
    return new JobSpec(
        name,
        version,
        other,
        batchSize,
        epochs,
        ranks,
        seed,
        tail,
        shuffle,
        onMissing,
        maxMissing,
        follow,
        validationShare,
        heldOut,
        priority,
        rule,
        how);
  }

  /** True when ids follow from one permutation of all samples, and no package is ever opened. */
  public boolean isGlobal() {
    return contract == Contract.STRICT && shuffle == Shuffle.GLOBAL;
  }

  /** Samples per step over all ranks; constant over a job's life. */
  public int globalBatch() {
    return Math.multiplyExact(batchSize, ranks);
  }
}
