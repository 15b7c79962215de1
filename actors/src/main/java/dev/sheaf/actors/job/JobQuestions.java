package dev.sheaf.actors.job;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.ledger.LedgerCommand;

/** Turns the protocol's commands into those of the ledger. */
final class JobQuestions {
  private JobQuestions() {}

  /**
   * The ledger's command for {@code command}; a delivery has none and must not come here.
   *
   * @param ahead how many batches a window should cover that is assigned for it
   */
  static LedgerCommand of(JobCommand command, Manifest manifest, int keepEpochs, int ahead) {
    return switch (command) {
      case JobCommand.Submit c -> new LedgerCommand.Submit(c.spec(), keepEpochs);
      case JobCommand.NextBatch c ->
          new LedgerCommand.NextBatch(
              c.generation(), c.epoch(), c.rank(), c.n(), c.consumer(), ahead);
      case JobCommand.Consumed c ->
          new LedgerCommand.Consumed(c.generation(), c.epoch(), c.rank(), c.below());
      case JobCommand.Missing c ->
          new LedgerCommand.Missing(
              c.generation(), c.epoch(), c.n(), c.ids(), MissingWords.of(manifest, c));
      case JobCommand.Describe c -> new LedgerCommand.Describe();
      case JobCommand.Resume c ->
          new LedgerCommand.Resume(c.epoch(), c.step(), c.ranks(), c.attempt());
      case JobCommand.ReadLog c -> new LedgerCommand.ReadLog(c.epoch(), c.n());
      case JobCommand.ReadTrace c -> new LedgerCommand.ReadLog(c.epoch(), c.n());
      case JobCommand.Adjust c -> new LedgerCommand.Adjust(c.change());
      case JobCommand.Part c -> new LedgerCommand.Part(c.below());
      case JobCommand.Stop c -> new LedgerCommand.Stop(c.reason());
      case JobCommand.Delivered _, JobCommand.Charged _ ->
          throw new IllegalArgumentException("what is counted is no command of the ledger");
    };
  }

  /** What a leader's answer means to the ledger that follows it. */
  static LedgerCommand ofLeader(JobReply reply) {
    return switch (reply) {
      case JobReply.Windows windows -> new LedgerCommand.Lead(windows.spec(), windows.windows());
      case JobReply.NoSuchJob none ->
          new LedgerCommand.Fail("follow: no job is named " + none.name());
      case JobReply.TooOld old -> new LedgerCommand.LeaderForgot(old.oldestEpoch());
      default -> new LedgerCommand.Describe();
    };
  }

  /** Who is to be answered; a delivery is not. */
  static ActorRef<JobReply> replyTo(JobCommand command) {
    return switch (command) {
      case JobCommand.Submit c -> c.replyTo();
      case JobCommand.NextBatch c -> c.replyTo();
      case JobCommand.Consumed c -> c.replyTo();
      case JobCommand.Missing c -> c.replyTo();
      case JobCommand.Describe c -> c.replyTo();
      case JobCommand.Resume c -> c.replyTo();
      case JobCommand.ReadLog c -> c.replyTo();
      case JobCommand.ReadTrace c -> c.replyTo();
      case JobCommand.Adjust c -> c.replyTo();
      case JobCommand.Part c -> c.replyTo();
      case JobCommand.Stop c -> c.replyTo();
      case JobCommand.Delivered _, JobCommand.Charged _ ->
          throw new IllegalArgumentException("what is counted is not answered");
    };
  }

  /** The generation that the asker belongs to; 0 when the command is of none. */
  static long generation(JobCommand command) {
    return switch (command) {
      case JobCommand.NextBatch c -> c.generation();
      case JobCommand.Consumed c -> c.generation();
      case JobCommand.Missing c -> c.generation();
      case JobCommand.Submit _,
          JobCommand.Describe _,
          JobCommand.Resume _,
          JobCommand.ReadLog _,
          JobCommand.ReadTrace _,
          JobCommand.Adjust _,
          JobCommand.Part _,
          JobCommand.Stop _,
          JobCommand.Delivered _,
          JobCommand.Charged _ ->
          0;
    };
  }
}
