package dev.sheaf.policies.ledger;

import java.util.List;

/** What an {@link EpochLedger} answers. */
public sealed interface LedgerReply {
  /**
   * Where the job stands.
   *
   * @param generation the current one; after a resume, the one that the attempt began
   * @param epoch the lowest epoch that is not wholly consumed
   * @param step the lowest batch of it that some rank has not consumed
   */
  record Is(JobPhase phase, String reason, long generation, int ranks, int epoch, int step)
      implements LedgerReply {}

  /** Persisted windows, in order. */
  record Windows(List<AssignedWindow> windows) implements LedgerReply {
    /** A reply that owns its list. */
    public Windows {
      windows = List.copyOf(windows);
    }
  }

  /** The answer follows from something under way: ask again after the next event. */
  record NotYet() implements LedgerReply {}

  /** The epoch has {@code batches} global batches, and the one asked for is beyond them. */
  record EpochOver(int epoch, int batches) implements LedgerReply {}

  /** The asker's generation is not the current one. */
  record StaleGeneration(long asked, long current) implements LedgerReply {}

  /** Another consumer reads this rank. */
  record RankTaken(int rank) implements LedgerReply {}

  /** The job is over. */
  record NotRunning(JobPhase phase, String reason) implements LedgerReply {}

  /** The epoch is older than the ledgers that are kept. */
  record TooOld(int oldestEpoch, int oldestStep) implements LedgerReply {}

  /** The command breaks a rule. */
  record Refused(String field, String detail) implements LedgerReply {}

  /** No job was submitted. */
  record NotSubmitted() implements LedgerReply {}

  /** Done as asked. */
  record Done() implements LedgerReply {}
}
