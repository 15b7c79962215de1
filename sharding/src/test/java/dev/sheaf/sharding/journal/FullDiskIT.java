package dev.sheaf.sharding.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import dev.sheaf.sharding.testing.Counter;
import dev.sheaf.sharding.testing.SmallDisk;
import dev.sheaf.sharding.testing.TestNode;
import dev.sheaf.sharding.testing.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FullDiskIT {
  private static final String ID = "on-a-small-disk";
  private static final int WRITES_THAT_FIT_NOWHERE = 5_000;

  @Test
  void aFullDiskCostsAnswersButNeitherAcknowledgedEventsNorTheEntity(@TempDir Path folder)
      throws Exception {
    try (var disk = SmallDisk.mount(folder, 4);
        var journal = Journal.open(JournalUrl.file(folder));
        var node = TestNode.start(journal, 1)) {
      node.entities().register(Counter.KIND);
      assertEquals(1, Waiting.on(add(node)));

      assertEquals(Optional.empty(), journal.fault());
      disk.fill();
      var acknowledged = addUntilUnanswered(node);

      assertTrue(journal.fault().orElseThrow().getMessage().contains("on a disk that is full"));

      disk.free();
      assertEquals(Optional.empty(), journal.fault());
      var kept = sum(node);
      assertTrue(
          kept == acknowledged || kept == acknowledged + 1,
          "acknowledged " + acknowledged + " but kept " + kept);
      assertEquals(kept + 1, Waiting.until(node.system(), () -> Waiting.on(add(node))));
    }
  }

  /** The last sum that was answered before the disk was full. */
  private static long addUntilUnanswered(TestNode node) throws InterruptedException {
    long acknowledged = 1;
    for (int i = 0; i < WRITES_THAT_FIT_NOWHERE; i++) {
      try {
        acknowledged = add(node).toCompletableFuture().get();
      } catch (ExecutionException e) {
        assertInstanceOf(TimeoutException.class, e.getCause());
        return acknowledged;
      }
    }
    throw new AssertionError("the disk took everything");
  }

  private static CompletionStage<Long> add(TestNode node) {
    CompletionStage<Counter.Sum> answer =
        AskPattern.ask(
            node.entities().of(Counter.KEY, ID),
            (ActorRef<Counter.Sum> replyTo) -> new Counter.Add(1, replyTo),
            Duration.ofSeconds(3),
            node.system().scheduler());
    return answer.thenApply(Counter.Sum::value);
  }

  private static long sum(TestNode node) {
    Counter.Sum sum =
        Waiting.answer(
            node.system(),
            node.entities().of(Counter.KEY, ID),
            (ActorRef<Counter.Sum> replyTo) -> new Counter.Get(replyTo));
    return sum.value();
  }
}
