package dev.sheaf.policies.books;

import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.Verdict;
import java.util.List;

/** What goes into an {@link EnsembleLife} and comes out of it. */
public interface LifeProtocol {
  /** Where an ensemble is in its life. */
  enum Phase {
    /** Nobody has submitted it. */
    UNKNOWN,
    /** Members train a few batches each, so that their rates are known. */
    PROFILING,
    /** Flotillas train. */
    TRAINING,
    /** All are trained, and are compared. */
    JUDGING,
    /** It answers predictions. */
    TRAINED,
    /** No member could be trained, or they could not be compared. */
    FAILED,
    /** Somebody stopped it. */
    STOPPED
  }

  /**
   * How fast a member trains.
   *
   * @param imagesPerSecond while it computes
   * @param waitShare share of its time in which it waits for batches, 0..1
   */
  record Pace(double imagesPerSecond, double waitShare) {}

  /**
   * How a member did on the held-out samples after an epoch.
   *
   * @param epoch from 0
   * @param loss mean negative log likelihood
   * @param accuracy share that was right
   */
  record Score(int epoch, double loss, double accuracy, Pace pace) {}

  /**
   * How well a round used its accelerators.
   *
   * @param members who trained
   * @param rateMismatch the mean share of its own rate that an accelerator would lose if all went
   *     at the pace of the slowest
   * @param stallShare the mean share of time in which members waited for batches
   */
  record RoundReport(int round, List<String> members, double rateMismatch, double stallShare) {
    /** A report that owns its list. */
    public RoundReport {
      members = List.copyOf(members);
    }
  }

  /** What the book is told. */
  sealed interface Command {
    /** Begins the ensemble; the same spec again changes nothing. */
    record Submit(EnsembleSpec spec, int slots) implements Command {}

    /** The cluster has so many slots now. */
    record CountSlots(int slots) implements Command {}

    /** A member's first batches are trained. */
    record Profiled(String member, Pace pace) implements Command {}

    /** A member has trained an epoch. */
    record Scored(int round, String member, Score score) implements Command {}

    /** A member has trained its last epoch. */
    record Trained(int round, String member) implements Command {}

    /** A member's checkpoint is complete, and its slot is free. */
    record Saved(int round, String member) implements Command {}

    /** A member's worker is gone. */
    record Lost(int round, String member, String reason) implements Command {}

    /** A member cannot be trained. */
    record Failed(int round, String member, String reason) implements Command {}

    /** The members were compared. */
    record Judged(Verdict verdict) implements Command {}

    /** The members cannot be compared. */
    record NotJudged(String reason) implements Command {}

    /** Ends the ensemble. */
    record Stop(String reason) implements Command {}
  }

  /** What changes the book. */
  sealed interface Event {
    /** An ensemble began. */
    record EnsembleSubmitted(EnsembleSpec spec) implements Event {}

    /** The cluster has so many slots. */
    record SlotsCounted(int slots) implements Event {}

    /** A member trains at this pace. */
    record MemberProfiled(String member, Pace pace) implements Event {}

    /** Something happened to the flotillas. */
    record Sailed(EnsembleProtocol.Event event) implements Event {}

    /** A member was scored. */
    record MemberScored(String member, Score score) implements Event {}

    /** A member's training ended; {@code halved} when others were ahead of it. */
    record MemberEnded(String member, String reason, boolean halved) implements Event {}

    /** A member lost its worker, not for the last time. */
    record MemberFailed(String member, String reason) implements Event {}

    /** A member is given up. */
    record MemberDropped(String member, String reason) implements Event {}

    /** A round is over, and used its accelerators so well. */
    record RoundMeasured(RoundReport report) implements Event {}

    /** Nobody trains any more. */
    record TrainingEnded() implements Event {}

    /** The members were compared. */
    record EnsembleJudged(Verdict verdict) implements Event {}

    /** The ensemble ended without a model. */
    record EnsembleEnded(Phase phase, String reason) implements Event {}
  }

  /** What is to be done; idempotent. */
  sealed interface Effect {
    /** Submit the jobs that members read. */
    record OpenJobs() implements Effect {}

    /** Train the first batches of this member, in round 0. */
    record Profile(String member) implements Effect {}

    /** Train this member, from its last checkpoint if it has one. */
    record Train(int round, String member) implements Effect {}

    /** Write a checkpoint of this member, and stop. */
    record Checkpoint(int round, String member) implements Effect {}

    /** This member is done: stop it without another word, and end its job. */
    record Finish(String member) implements Effect {}

    /** Compare these members; one with snapshots by the names of those. */
    record Judge(List<String> members) implements Effect {
      /** An effect that owns its list. */
      public Judge {
        members = List.copyOf(members);
      }
    }

    /** End everything that runs for the ensemble. */
    record EndAll() implements Effect {}
  }

  /** What the book answers. */
  sealed interface Reply {
    /** Done, or known already. */
    record Noted() implements Reply {}

    /** The name belongs to an ensemble of another spec. */
    record Taken() implements Reply {}
  }
}
