package dev.sheaf.gpu.worker;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.wire.trainer.FromTrainer;

/** What a {@code GpuWorker} is told; stays on the node. */
public sealed interface GpuCommand {
  /** Trains a member; refused with {@link GpuEvent.Failed} while another one is being trained. */
  record Train(Assignment assignment, ActorRef<GpuEvent> replyTo) implements GpuCommand {}

  /** Writes a checkpoint at the next boundary of a step, and frees the slot. */
  record Save() implements GpuCommand {}

  /** Lets the child rest at the next boundary of a step; it keeps its state. */
  record Pause() implements GpuCommand {}

  /** Lets a child that rests go on. */
  record Resume() implements GpuCommand {}

  /** Like Save; but a child that has not done it in time is killed. */
  record Evict() implements GpuCommand {}

  /** The time is over in which a child was to write its checkpoint and end. */
  record Overdue(long serial) implements GpuCommand {}

  /** A moment to look whether the child lives. */
  record Look() implements GpuCommand {}

  /** An epoch's score is known, and what was worth keeping is kept. */
  record Kept(long serial, GpuEvent.Scored score) implements GpuCommand {}

  /** What an epoch left cannot be kept. */
  record NotKept(long serial, String reason) implements GpuCommand {}

  /** Ends what is going on, and the worker. */
  record Shutdown() implements GpuCommand {}

  /** The child runs and has its model. */
  record ChildUp(TrainerChild child) implements GpuCommand {}

  /** The child said something. */
  record ChildSaid(TrainerChild child, FromTrainer frame) implements GpuCommand {}

  /** The child's process is gone, or never came up; {@code reason} says what it said last. */
  record ChildGone(long serial, String reason) implements GpuCommand {}

  /** A batch is ready in the ring. */
  record Filled(long serial, Feed.Prepared batch) implements GpuCommand {}

  /** An epoch's batches are all in the ring. */
  record EpochFed(long serial, int epoch, int batches) implements GpuCommand {}

  /** The feed has no more. */
  record FeedEnded(long serial) implements GpuCommand {}

  /** The feed was refused or broke. */
  record FeedFailed(long serial, String reason) implements GpuCommand {}

  /** What the job coordinator answered to a resume or a report of consumption. */
  record JobSaid(long serial, JobReply reply) implements GpuCommand {}
}
