package dev.sheaf.actors.job;

import akka.actor.typed.ActorRef;
import dev.sheaf.policies.economics.RunCost;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.List;

/**
 * What outsiders tell and ask a {@code JobCoordinator}; its entity id is the job's name.
 *
 * <p>Every command may be repeated: the same question always has the same answer.
 */
public sealed interface JobCommand extends JobMessage {
  /** The name of the entity kind. */
  String KIND = "job";

  /** Submits the job; answers JobIs, or Refused when the name has another spec. */
  record Submit(JobSpec spec, ActorRef<JobReply> replyTo) implements JobCommand {}

  /**
   * Asks for the window that holds global batch {@code n} of {@code epoch}; answers Windows,
   * EpochOver, StaleGeneration, RankTaken, NotRunning or NoSuchJob.
   *
   * @param consumer a random id of the client that reads this rank; empty when it gave none
   * @param gateway where later windows are pushed, and a new generation when there is one
   */
  record NextBatch(
      long generation,
      int epoch,
      int rank,
      int n,
      String consumer,
      ActorRef<JobReply> gateway,
      ActorRef<JobReply> replyTo)
      implements JobCommand {}

  /**
   * Says that the training loop of a rank is done with the batches below {@code below}; answers
   * Done or StaleGeneration.
   */
  record Consumed(long generation, int epoch, int rank, int below, ActorRef<JobReply> replyTo)
      implements JobCommand {}

  /**
   * Says that samples of a batch cannot be delivered; the ledger decides. Answers Windows with the
   * replacements, or NotRunning when the job fails of it.
   *
   * @param status the frame status: 1 missing, 2 denied, 3 checksum, 5 cannot be decoded
   */
  record Missing(
      long generation, int epoch, int n, List<Long> ids, int status, ActorRef<JobReply> replyTo)
      implements JobCommand {}

  /** Asks for the resume token's contents and the job's state; answers JobIs or NoSuchJob. */
  record Describe(ActorRef<JobReply> replyTo) implements JobCommand {}

  /**
   * Begins a new generation at {@code step} of {@code epoch}; the same {@code attempt} answers the
   * same generation. Answers JobIs, TooOld, Refused or NoSuchJob.
   */
  record Resume(int epoch, int step, int ranks, String attempt, ActorRef<JobReply> replyTo)
      implements JobCommand {}

  /**
   * Changes knobs of a job that runs; what is null stays as it is. Answers JobIs, NotRunning,
   * Refused or NoSuchJob.
   */
  record Adjust(JobKnobs change, ActorRef<JobReply> replyTo) implements JobCommand {}

  /** Asks for the windows of a kept epoch from batch {@code n} on; answers Windows or TooOld. */
  record ReadLog(int epoch, int n, ActorRef<JobReply> replyTo) implements JobCommand {}

  /** The same with the times of assignment; answers Log or TooOld. */
  record ReadTrace(int epoch, int n, ActorRef<JobReply> replyTo) implements JobCommand {}

  /**
   * Gives a job that follows another an order of its own in the epochs below {@code below}; answers
   * Done.
   */
  record Part(int below, ActorRef<JobReply> replyTo) implements JobCommand {}

  /** Counts what a gateway delivered, in bulk; never answered. */
  record Delivered(Delivery delivery) implements JobCommand {}

  /** Counts what functions cost for the job; never answered. */
  record Charged(RunCost cost) implements JobCommand {}

  /** Ends the job; answers JobIs. */
  record Stop(String reason, ActorRef<JobReply> replyTo) implements JobCommand {}
}
