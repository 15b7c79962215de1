package dev.sheaf.sharding.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.actors.entity.EntityKind.Spread;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.importance.LossPeers;
import dev.sheaf.actors.importance.SelectionMaker;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobCoordinator;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import dev.sheaf.sharding.testing.PostgresServer;
import dev.sheaf.sharding.testing.TestNode;
import dev.sheaf.sharding.testing.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job whose owner was paused while another took over: two clusters on one journal, as the two
 * sides of a split, each with a gateway of its own and a conductor that offers other packages.
 */
final class PausedJobIT {
  private static final int PACKAGES = 64;
  private static final int SAMPLES_EACH = 16;
  private static final EntityRefKey<JobMessage> JOB =
      new EntityRefKey<>(JobCommand.KIND, JobMessage.class);
  private static final JobSpec SPEC =
      new JobSpec(
          "paused-job",
          new DatasetVersion("toys", "ab".repeat(32)),
          Contract.SUBSTITUTE,
          8,
          1,
          1,
          7,
          Tail.EVEN,
          Shuffle.PACKAGES,
          OnMissing.FAIL,
          0,
          null,
          0,
          false,
          0);

  @TempDir static Path state;

  @Test
  void bothGatewaysSeeTheOrderOfTheOneWhoseWriteWasTaken() throws Exception {
    try (var server = PostgresServer.start()) {
      var journal = Journal.open(JournalUrl.parse(server.newDatabase()));
      try (var paused = node(journal, k -> k);
          var successor = node(journal, k -> PACKAGES - 1 - k)) {
        assertInstanceOf(JobReply.JobIs.class, submit(paused));
        var first = windowWith(paused, 0);
        assertEquals(first, windowWith(successor, 0), "what is persisted is the same for all");

        var next = end(windowWith(paused, end(first)));
        var bySuccessor = windowWith(successor, next);
        var byPaused = windowWith(paused, next);

        assertEquals(bySuccessor, byPaused);
        assertNotEquals(bySuccessor.openings(), List.of(), "a choice was made");
      }
    }
  }

  private static TestNode node(Journal journal, IntUnaryOperator taste) throws IOException {
    var node = TestNode.start(journal, 1);
    node.entities()
        .register(
            new EntityKind<>(
                ConductorCommand.KIND,
                ConductorCommand.class,
                _ -> conductor(taste),
                "cache",
                Spread.BALANCED));
    node.entities()
        .register(
            JobCoordinator.kind(
                new JobCoordinator.Ports(
                    node.entities(),
                    version -> new EqualPackages(version, PACKAGES, SAMPLES_EACH),
                    selecting(),
                    3)));
    return node;
  }

  /** The job reads everything: nothing is ever selected. */
  private static SelectionMaker selecting() throws IOException {
    return SelectionMaker.in(
        state,
        (hash, offset) -> {
          throw new IOException("there is no other node");
        },
        LossPeers.NONE,
        3);
  }

  /** Offers packages in an order of its own, whatever others have done. */
  private static Behavior<ConductorCommand> conductor(IntUnaryOperator taste) {
    var offered = new AtomicInteger();
    return Behaviors.receiveMessage(command -> {
      if (command instanceof ConductorCommand.Choose choose) {
        var from = offered.getAndAdd(choose.packages());
        choose
            .replyTo()
            .tell(
                new ConductorReply.Offered(
                    choose.job(),
                    choose.epoch(),
                    IntStream.range(from, from + choose.packages())
                        .filter(k -> k < PACKAGES)
                        .map(taste)
                        .boxed()
                        .toList(),
                    choose.sequence()));
      }
      return Behaviors.same();
    });
  }

  private static JobReply submit(TestNode node) {
    return Waiting.answer(
        node.system(),
        node.entities().of(JOB, SPEC.name()),
        (ActorRef<JobReply> replyTo) -> new JobCommand.Submit(SPEC, replyTo));
  }

  private static AssignedWindow windowWith(TestNode node, int n) {
    JobReply reply =
        Waiting.answer(
            node.system(),
            node.entities().of(JOB, SPEC.name()),
            (ActorRef<JobReply> replyTo) ->
                new JobCommand.NextBatch(1, 0, 0, n, "", node.system().ignoreRef(), replyTo));
    return assertInstanceOf(JobReply.Windows.class, reply).windows().stream()
        .filter(window -> window.covers(0, n))
        .findFirst()
        .orElseThrow();
  }

  private static int end(AssignedWindow window) {
    return window.firstBatch() + window.batches();
  }
}
