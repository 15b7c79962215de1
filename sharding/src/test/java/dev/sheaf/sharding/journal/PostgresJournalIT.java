package dev.sheaf.sharding.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import dev.sheaf.sharding.testing.Counter;
import dev.sheaf.sharding.testing.PostgresServer;
import dev.sheaf.sharding.testing.TestNode;
import dev.sheaf.sharding.testing.Waiting;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
final class PostgresJournalIT {
  private static final String PAUSED = "paused";

  private @Nullable PostgresServer started;

  @BeforeAll
  void startServer() {
    started = PostgresServer.start();
  }

  @AfterAll
  void stopServer() {
    if (started != null) {
      started.close();
    }
  }

  @Test
  void nodesThatStartAtTheSameMomentAllFindTheTables() throws Exception {
    var url = JournalUrl.parse(server().newDatabase());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Journal> open = () -> Journal.open(url);
      for (var one : threads.invokeAll(List.of(open, open, open, open, open, open))) {
        assertEquals(Optional.empty(), one.get().fault());
      }
    }
  }

  @Test
  void aWrongPasswordIsNamedButNotShown() {
    var refusal = refusal(server().url("postgres", "guarded") + "&password=guessed");
    assertTrue(refusal.detail().contains("refuses the user or password"), refusal.detail());
    assertTrue(refusal.hint().contains("sheaf.journal.url"), refusal.hint());
    assertFalse(refusal.toString().contains("guessed"), refusal.toString());
  }

  @Test
  void aDatabaseThatDoesNotExistIsNamed() {
    var refusal = refusal(server().url("nowhere", "sheaf"));
    assertTrue(refusal.detail().contains("/nowhere?user=sheaf"), refusal.detail());
    assertTrue(refusal.hint().contains("createdb"), refusal.hint());
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    var refusal = refusal("jdbc:postgresql://127.0.0.1:1/sheaf?user=ann&password=s3cret");
    assertTrue(refusal.detail().contains("127.0.0.1:1/sheaf"), refusal.detail());
    assertTrue(refusal.detail().contains("does not answer"), refusal.detail());
    assertTrue(refusal.hint().contains("start the server"), refusal.hint());
    assertFalse(refusal.toString().contains("s3cret"), refusal.toString());
  }

  @Test
  void aServerThatWentAwayMakesTheJournalNotReady() throws Exception {
    Journal journal;
    try (var passing = PostgresServer.start()) {
      journal = Journal.open(JournalUrl.parse(passing.newDatabase()));
      assertEquals(Optional.empty(), journal.fault());
    }
    var fault = journal.fault().orElseThrow();
    assertTrue(fault.detail().contains("does not answer"), fault.detail());
  }

  @Test
  void anOwnerThatWasPausedCannotWriteOverItsSuccessor() throws Exception {
    var journal = Journal.open(JournalUrl.parse(server().newDatabase()));
    try (var paused = lonely(journal);
        var successor = lonely(journal)) {
      assertEquals(1, add(paused, 1));
      assertEquals(11, add(successor, 10));

      var late =
          AskPattern.ask(
              paused.entities().of(Counter.KEY, PAUSED),
              (ActorRef<Counter.Sum> replyTo) -> new Counter.Add(100, replyTo),
              Duration.ofSeconds(2),
              paused.system().scheduler());
      var unanswered =
          assertThrows(ExecutionException.class, () -> late.toCompletableFuture().get());
      assertTrue(unanswered.getCause() instanceof TimeoutException, unanswered::toString);

      assertEquals(11, sum(paused), "it recovers what its successor wrote, without its own");
      assertEquals(1011, add(paused, 1000));
      assertEquals(3, events(journal));
    }
  }

  /** A cluster of its own on the shared journal: what two sides of a split would be. */
  private static TestNode lonely(Journal journal) {
    var node = TestNode.start(journal, 1);
    node.entities().register(Counter.KIND);
    return node;
  }

  private static long add(TestNode node, long amount) {
    Counter.Sum sum =
        Waiting.answer(
            node.system(),
            node.entities().of(Counter.KEY, PAUSED),
            (ActorRef<Counter.Sum> replyTo) -> new Counter.Add(amount, replyTo));
    return sum.value();
  }

  private static long sum(TestNode node) {
    Counter.Sum sum =
        Waiting.answer(
            node.system(),
            node.entities().of(Counter.KEY, PAUSED),
            (ActorRef<Counter.Sum> replyTo) -> new Counter.Get(replyTo));
    return sum.value();
  }

  private static int events(Journal journal) throws Exception {
    try (var connection = DriverManager.getConnection(journal.url().jdbc());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from event_journal")) {
      assertTrue(rows.next());
      return rows.getInt(1);
    }
  }

  private static JournalException refusal(String url) {
    return assertThrows(JournalException.class, () -> Journal.open(JournalUrl.parse(url)));
  }

  private PostgresServer server() {
    if (started == null) {
      throw new AssertionError("the server was not started");
    }
    return started;
  }
}
