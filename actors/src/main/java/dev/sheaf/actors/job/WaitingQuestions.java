package dev.sheaf.actors.job;

import akka.actor.typed.ActorRef;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Questions that cannot be answered yet; one that is repeated takes the place of the former.
 *
 * <p>It is the same question only when the same one hears the answer: a desk that asks ahead for a
 * batch does not take the place of a consumer that waits for it.
 */
final class WaitingQuestions {
  private static final int MOST = 10_000;

  private record Question(
      long generation, int epoch, int rank, int n, ActorRef<JobReply> replyTo) {}

  private final LinkedHashMap<Question, JobCommand.NextBatch> waiting = new LinkedHashMap<>();

  void add(JobCommand.NextBatch c) {
    if (waiting.size() < MOST) {
      waiting.put(new Question(c.generation(), c.epoch(), c.rank(), c.n(), c.replyTo()), c);
    }
  }

  /** All of them, oldest first; none waits any more. */
  List<JobCommand.NextBatch> takeAll() {
    var all = List.copyOf(waiting.values());
    waiting.clear();
    return all;
  }
}
