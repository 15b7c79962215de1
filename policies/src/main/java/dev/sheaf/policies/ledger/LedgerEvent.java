package dev.sheaf.policies.ledger;

import dev.sheaf.policies.ledger.AssignedWindow.OpenPackage;
import dev.sheaf.policies.ledger.AssignedWindow.Replacement;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.List;

/** What happened to a job's ledger. */
public sealed interface LedgerEvent {
  /** False for what may be forgotten in a crash because the clients say it again. */
  default boolean isDurable() {
    return true;
  }

  /**
   * The job began, in generation 1.
   *
   * @param orderVersion the {@link EpochOrder#VERSION} that its log is written for
   * @param packages how many packages the dataset version has
   * @param batches how many global batches an epoch has
   */
  record JobSubmitted(JobSpec spec, int orderVersion, int keepEpochs, int packages, int batches)
      implements LedgerEvent {}

  /** It was said which samples an importance job reads in an epoch that does not read all. */
  record EpochSelected(EpochSelection selection) implements LedgerEvent {}

  /**
   * A window was assigned; the first of an epoch opens the epoch.
   *
   * @param after packages with samples left after it
   */
  record WindowAssigned(AssignedWindow window, List<OpenPackage> after) implements LedgerEvent {
    /** An event that owns its list. */
    public WindowAssigned {
      after = List.copyOf(after);
    }
  }

  /** The epochs below {@code below} have an order of their own, as far as it was not assigned. */
  record LeaderLeft(int below) implements LedgerEvent {}

  /** A client became the one that reads a rank in this generation. */
  record RankBound(int rank, String consumer) implements LedgerEvent {}

  /** A rank is done with the batches below {@code below}. */
  record RankProgressed(int epoch, int rank, int below) implements LedgerEvent {
    @Override
    public boolean isDurable() {
      return false;
    }
  }

  /** A rank is done with an epoch. */
  record RankFinished(int epoch, int rank) implements LedgerEvent {}

  /** All ranks are done with the windows before batch {@code below}. */
  record Committed(int epoch, int below) implements LedgerEvent {}

  /** It was decided what becomes of samples that cannot be delivered. */
  record SamplesReplaced(int epoch, List<Replacement> replacements) implements LedgerEvent {
    /** An event that owns its list. */
    public SamplesReplaced {
      replacements = List.copyOf(replacements);
    }
  }

  /** A generation began with the windows that are assigned already. */
  record Resumed(long generation, String attempt, int epoch, int step) implements LedgerEvent {}

  /**
   * A generation began with another number of ranks, and what was assigned beyond {@code step} went
   * back to pending.
   *
   * @param shortened the window that holds {@code step}, up to there; none when a window ends there
   * @param after packages with samples left at {@code step}
   */
  record Restriped(
      long generation,
      String attempt,
      int epoch,
      int step,
      int ranks,
      List<AssignedWindow> shortened,
      List<OpenPackage> after)
      implements LedgerEvent {
    /** An event that owns its lists. */
    public Restriped {
      shortened = List.copyOf(shortened);
      after = List.copyOf(after);
    }
  }

  /**
   * Knobs were set while the job ran.
   *
   * @param knobs all of them, as they are from now on
   */
  record KnobsSet(JobKnobs knobs) implements LedgerEvent {}

  /** The job ended. */
  record JobEnded(JobPhase phase, String reason) implements LedgerEvent {}
}
