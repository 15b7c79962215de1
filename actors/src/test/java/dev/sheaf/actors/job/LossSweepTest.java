package dev.sheaf.actors.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.importance.LossShelf;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.ImportanceRule;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LossSweepTest {
  private static ActorTestKit kit;
  private static final DatasetVersion VERSION = new DatasetVersion("pictures", "ab".repeat(32));

  @TempDir Path folder;

  @BeforeAll
  static void setUp() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  /** Fake jobs: one in each phase, named after it; a name of no phase is no job. */
  private static final class Phases implements Entities {
    @Override
    @SuppressWarnings("unchecked")
    public <M> RecipientRef<M> of(EntityRefKey<M> kind, String id) {
      var job =
          kit.<JobMessage>spawn(
              Behaviors.receiveMessage(message -> {
                if (message instanceof JobCommand.Describe(var replyTo)) {
                  replyTo.tell(answer(id));
                }
                return Behaviors.stopped();
              }));
      return (RecipientRef<M>) (RecipientRef<?>) job;
    }

    private static JobReply answer(String id) {
      for (var phase : JobReply.Phase.values()) {
        if (phase.name().equals(id)) {
          return new JobReply.JobIs(spec(id), phase, 1, 1, 0, 0, "", JobTotals.NONE);
        }
      }
      return new JobReply.NoSuchJob(id);
    }
  }

  private static JobSpec spec(String name) {
    return new JobSpec(
            name,
            VERSION,
            Contract.IMPORTANCE,
            4,
            2,
            1,
            7,
            Tail.EVEN,
            Shuffle.PACKAGES,
            OnMissing.FAIL,
            0,
            null,
            0,
            false,
            0)
        .selecting(ImportanceRule.PUBLISHED);
  }

  @Test
  void lossesOfJobsThatAreOverGoAndThoseOfOthersStay() throws Exception {
    var shelf = new LossShelf(folder);
    for (var job : List.of("RUNNING", "FINISHED", "FAILED", "STOPPED", "unknown")) {
      shelf.put(new LossShelf.Of(job, VERSION, 100), 0, new long[] {3}, new double[] {1});
    }
    kit.spawn(LossSweep.create(shelf, new Phases(), Duration.ofMillis(50)));
    kit.createTestProbe()
        .awaitAssert(() -> {
          assertEquals(Set.of("RUNNING", "FAILED"), Set.copyOf(shelf.jobs()));
          return shelf;
        });
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }
}
