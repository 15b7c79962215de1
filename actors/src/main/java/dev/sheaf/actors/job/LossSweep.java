package dev.sheaf.actors.job;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.importance.LossShelf;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.time.Duration;

/**
 * Deletes the losses of jobs that have ended: those that any node was told, also one that was not
 * there when the job ended.
 *
 * <p>It asks the job of every file now and then. A job that has finished, was stopped, or is not
 * known loses its files; one that has failed may be resumed and keeps them. Who resumes a finished
 * job begins without losses: its next epoch reads everything.
 */
public final class LossSweep {
  private static final EntityRefKey<JobMessage> JOBS =
      new EntityRefKey<>(JobCommand.KIND, JobMessage.class);

  private LossSweep() {}

  /** What it hears. */
  public sealed interface Message {
    /** Time to ask. */
    record Ask() implements Message {}

    /** What a job answered. */
    record Answer(JobReply reply) implements Message {}
  }

  /** A sweep of {@code shelf}, every so often. */
  public static Behavior<Message> create(LossShelf shelf, Entities entities, Duration every) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          timers.startTimerWithFixedDelay(new Message.Ask(), every);
          var answers = context.messageAdapter(JobReply.class, Message.Answer::new);
          return Behaviors.receiveMessage(message -> {
            switch (message) {
              case Message.Ask ask ->
                  shelf
                      .jobs()
                      .forEach(
                          job -> entities.of(JOBS, job).tell(new JobCommand.Describe(answers)));
              case Message.Answer(JobReply reply) -> sweep(shelf, reply);
            }
            return Behaviors.same();
          });
        }));
  }

  private static void sweep(LossShelf shelf, JobReply reply) {
    switch (reply) {
      case JobReply.NoSuchJob(String job) -> shelf.forget(job);
      case JobReply.JobIs is when isOver(is.phase(), is.spec()) -> shelf.forget(is.spec().name());
      default -> {}
    }
  }

  private static boolean isOver(JobReply.Phase phase, JobSpec spec) {
    return spec.importance() == null
        || phase == JobReply.Phase.FINISHED
        || phase == JobReply.Phase.STOPPED;
  }
}
