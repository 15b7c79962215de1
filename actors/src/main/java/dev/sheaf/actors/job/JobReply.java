package dev.sheaf.actors.job;

import dev.sheaf.actors.ControlMessage;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.EpochSelection;
import dev.sheaf.policies.ledger.LedgerState;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.List;

/** What a {@code JobCoordinator} answers. */
public sealed interface JobReply extends ControlMessage {
  /** Where a job is in its life. */
  enum Phase {
    RUNNING,
    FINISHED,
    FAILED,
    STOPPED
  }

  /**
   * What is so about a job.
   *
   * @param generation its current generation, from 1
   * @param ranks its current number of ranks
   * @param epoch the lowest epoch that is not wholly consumed
   * @param step the lowest batch of that epoch which some rank has not consumed
   * @param reason why it ended; empty while it runs
   * @param totals what it was served so far
   * @param epochs what it was served in the latest epochs, oldest first
   * @param knobs what was changed of it since it was submitted
   */
  record JobIs(
      JobSpec spec,
      Phase phase,
      long generation,
      int ranks,
      int epoch,
      int step,
      String reason,
      JobTotals totals,
      List<EpochFigures> epochs,
      JobKnobs knobs)
      implements JobReply {
    /** A reply that owns its list. */
    public JobIs {
      epochs = List.copyOf(epochs);
    }

    /** A job whose epochs are not told apart, and of which nothing was changed. */
    public JobIs(
        JobSpec spec,
        Phase phase,
        long generation,
        int ranks,
        int epoch,
        int step,
        String reason,
        JobTotals totals) {
      this(spec, phase, generation, ranks, epoch, step, reason, totals, List.of(), JobKnobs.NONE);
    }
  }

  /**
   * Windows that are persisted; pushed again as further ones are assigned.
   *
   * @param selections what is selected for epochs of these windows that do not read everything
   * @param knobs what was changed of the job since it was submitted
   */
  record Windows(
      JobSpec spec,
      long generation,
      int ranks,
      List<AssignedWindow> windows,
      List<EpochSelection> selections,
      JobKnobs knobs)
      implements JobReply {
    /** A reply that owns its lists. */
    public Windows {
      windows = List.copyOf(windows);
      selections = List.copyOf(selections);
    }

    /** Windows of epochs that read all samples of a job of which nothing was changed. */
    public Windows(JobSpec spec, long generation, int ranks, List<AssignedWindow> windows) {
      this(spec, generation, ranks, windows, List.of(), JobKnobs.NONE);
    }

    /** Windows that {@code ledger} has persisted, with what is selected for their epochs. */
    static Windows of(LedgerState ledger, List<AssignedWindow> windows) {
      var epochs = windows.stream().map(AssignedWindow::epoch).distinct().toList();
      var selections =
          ledger.selections().stream().filter(each -> epochs.contains(each.epoch())).toList();
      return new Windows(
          ledger.spec(), ledger.generation(), ledger.ranks(), windows, selections, ledger.knobs());
    }
  }

  /**
   * Windows of one epoch, and when they were assigned.
   *
   * @param assignedMillis since 1970, one a window; 0 where that is not known
   */
  record Log(Windows windows, List<Long> assignedMillis) implements JobReply {
    /** A reply that owns its list. */
    public Log {
      assignedMillis = List.copyOf(assignedMillis);
    }
  }

  /** The epoch has {@code batches} global batches, and the one asked for is beyond them. */
  record EpochOver(int epoch, int batches) implements JobReply {}

  /** The asker's generation is not the current one. */
  record StaleGeneration(long asked, long current) implements JobReply {}

  /** Another consumer reads this rank. */
  record RankTaken(int rank) implements JobReply {}

  /** The job is over: finished, failed or stopped. */
  record NotRunning(Phase phase, String reason) implements JobReply {}

  /** The token is older than the ledgers that are kept. */
  record TooOld(int oldestEpoch, int oldestStep) implements JobReply {}

  /** The command breaks a rule; the detail names the value and the rule. */
  record Refused(String field, String detail) implements JobReply {}

  /** No job has this name. */
  record NoSuchJob(String name) implements JobReply {}

  /** Done as asked. */
  record Done() implements JobReply {}
}
