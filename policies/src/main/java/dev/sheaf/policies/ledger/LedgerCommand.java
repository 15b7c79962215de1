package dev.sheaf.policies.ledger;

import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.List;

/** What an {@link EpochLedger} is asked and told; every command may be repeated. */
public sealed interface LedgerCommand {
  /**
   * Submits the job; answers {@link LedgerReply.Is}, or {@link LedgerReply.Refused} when the name
   * has another spec or the spec cannot be met.
   *
   * @param keepEpochs ledgers of how many epochs are kept, at least 2
   */
  record Submit(JobSpec spec, int keepEpochs) implements LedgerCommand {}

  /**
   * Asks for the window that covers global batch {@code n}; answers {@link LedgerReply.Windows},
   * {@link LedgerReply.NotYet} or why there is none. The same question always has the same ids.
   *
   * @param consumer who reads the rank; empty when the asker does not say
   * @param ahead how many batches a window should cover that is assigned for this
   */
  record NextBatch(long generation, int epoch, int rank, int n, String consumer, int ahead)
      implements LedgerCommand {}

  /**
   * Assigns the window that begins at {@code firstBatch}, in answer to {@link
   * LedgerEffect.ChooseOpenings}; nothing happens when it is assigned already.
   *
   * @param offered packages at hand, in the order in which to open them; empty: seeded order
   */
  record Assign(long generation, int epoch, int firstBatch, int ahead, List<Integer> offered)
      implements LedgerCommand {
    /** A command that owns its list. */
    public Assign {
      offered = List.copyOf(offered);
    }
  }

  /**
   * Says which samples are read in {@code epoch}, in answer to {@link LedgerEffect.SelectSamples};
   * nothing happens when that was said already.
   *
   * @param seed what the selection was drawn by
   * @param bitmap hash of the file that holds it; empty: everything
   */
  record Select(int epoch, long seed, String bitmap) implements LedgerCommand {}

  /** Takes over windows of the leader that this job follows, those it does not have yet. */
  record Lead(JobSpec leader, List<AssignedWindow> windows) implements LedgerCommand {
    /** A command that owns its list. */
    public Lead {
      windows = List.copyOf(windows);
    }
  }

  /**
   * Gives a job that follows another an order of its own in the epochs below {@code below}: what is
   * assigned stays, and the rest of an epoch that it is in is opened as it is at hand. Nothing
   * happens when that is so already, or nobody is followed.
   */
  record Part(int below) implements LedgerCommand {}

  /**
   * Says that the leader keeps no epoch before {@code oldestEpoch}. A job that has parted from it
   * before parts again; any other was to replay what is gone, and fails.
   */
  record LeaderForgot(int oldestEpoch) implements LedgerCommand {}

  /** Says that the training loop of {@code rank} is done with the batches below {@code below}. */
  record Consumed(long generation, int epoch, int rank, int below) implements LedgerCommand {}

  /**
   * Says that samples of a batch cannot be delivered; answers Windows with what was decided, or
   * {@link LedgerReply.NotRunning} when the job fails of it.
   *
   * @param why names the samples and says what is wrong with them
   */
  record Missing(long generation, int epoch, int n, List<Long> ids, String why)
      implements LedgerCommand {
    /** A command that owns its list. */
    public Missing {
      ids = List.copyOf(ids);
    }
  }

  /**
   * Begins a new generation in which all ranks stand at {@code step} of {@code epoch}; the same
   * {@code attempt} begins one generation only.
   */
  record Resume(int epoch, int step, int ranks, String attempt) implements LedgerCommand {}

  /** Asks where the job stands. */
  record Describe() implements LedgerCommand {}

  /** Asks for the windows of a kept epoch from batch {@code n} on. */
  record ReadLog(int epoch, int n) implements LedgerCommand {}

  /**
   * Changes knobs of a job that runs; answers {@link LedgerReply.Is}, {@link
   * LedgerReply.NotRunning} or {@link LedgerReply.Refused}.
   */
  record Adjust(JobKnobs change) implements LedgerCommand {}

  /** Ends the job for good. */
  record Stop(String reason) implements LedgerCommand {}

  /** Says that the job cannot go on, and why. */
  record Fail(String reason) implements LedgerCommand {}
}
