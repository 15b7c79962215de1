package dev.sheaf.actors.job;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.dataset.ConductorReply;

/** What a {@code JobCoordinator} tells itself: timers and answers of others. */
public sealed interface JobSignal extends JobMessage {
  /** An answer of the dataset's conductor. */
  record Conducted(ConductorReply reply) implements JobSignal {}

  /** The conductor did not answer the question {@code sequence} in time: open in seeded order. */
  record ConductorSilent(long sequence) implements JobSignal {}

  /** The leader's answer to a question for its windows. */
  record Led(JobReply reply) implements JobSignal {}

  /** The samples of an epoch are selected; an empty bitmap stands for all of them. */
  record Selected(int epoch, long seed, String bitmap) implements JobSignal {}

  /** The manifest is open here, or a selection is. */
  record Opened() implements JobSignal {}

  /** The manifest is nowhere to be had; asked for again after a while. */
  record NotOpened(String reason) implements JobSignal {}

  /** Time to open the manifest again. */
  record OpenAgain() implements JobSignal {}

  /** Time to ask the leader again. */
  record AskLeaderAgain() implements JobSignal {}

  /** A gateway that was pushed windows has ended. */
  record GatewayGone(ActorRef<JobReply> gateway) implements JobSignal {}

  /** Time to look after leases and counters. */
  record Tick() implements JobSignal {}

  /** Another node has the job from now on: what was counted is kept, and then it stops here. */
  record HandOver() implements JobSignal {}
}
