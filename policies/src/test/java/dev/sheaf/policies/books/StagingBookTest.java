package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.StagingProtocol.Command;
import dev.sheaf.policies.books.StagingProtocol.Effect;
import dev.sheaf.policies.books.StagingProtocol.Event;
import dev.sheaf.policies.books.StagingProtocol.Reply;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StagingBookTest {
  private final StagingBook book = new StagingBook(2, 3);

  private Decision<Event, Effect, Reply> say(Command command) {
    var decision = book.decide(command, 0);
    decision.events().forEach(book::apply);
    return decision;
  }

  private Reply reply(Command command) {
    return Objects.requireNonNull(say(command).reply());
  }

  private List<Effect> begin(int batches, int jobs) {
    return say(new Command.BeginEpoch(0, batches, jobs)).effects();
  }

  private void put(int loader, int batch) {
    assertEquals(Reply.STAGED, reply(new Command.Put(loader, 0, batch)));
  }

  private Reply take(int job, int batch) {
    return reply(new Command.Take(job, 0, batch));
  }

  @Test
  void batchesGoToTheLoadersInTurnAsFarAsThereIsRoom() {
    var effects = begin(10, 2);
    assertTrue(effects.contains(new Effect.Prepare(0, 0, 0, 1)));
    assertTrue(effects.contains(new Effect.Prepare(1, 0, 1, 1)));
    assertTrue(effects.contains(new Effect.Prepare(0, 0, 2, 1)));
    assertEquals(6, effects.size());
    assertEquals(3, book.occupied());
  }

  @Test
  void aBatchIsUsedOnceByEachJobAndThenItsPlaceIsGivenAway() {
    begin(10, 2);
    assertEquals(Reply.NOT_YET, take(0, 0));
    put(0, 0);
    assertEquals(Reply.HERE, take(0, 0));
    assertEquals(Reply.ALREADY_USED, take(0, 0));
    var last = say(new Command.Take(1, 0, 0));
    assertEquals(Reply.HERE, last.reply());
    assertTrue(last.effects().contains(new Effect.Free(0, 0)));
    assertTrue(last.effects().contains(new Effect.Prepare(1, 0, 3, 1)));
    assertEquals(Reply.ALREADY_USED, take(1, 0));
  }

  @Test
  void aSecondCopyIsNotWanted() {
    begin(10, 1);
    put(0, 0);
    assertEquals(Reply.ALREADY_STAGED, reply(new Command.Put(1, 0, 0)));
    take(0, 0);
    assertEquals(Reply.ALREADY_STAGED, reply(new Command.Put(1, 0, 0)));
    assertEquals(Reply.UNKNOWN, reply(new Command.Put(1, 0, 9)));
    assertEquals(Reply.UNKNOWN, reply(new Command.Put(1, 7, 0)));
  }

  @Test
  void aLeaseThatPassesGoesToASurvivorAndTheSilentLoaderGetsNothing() {
    begin(10, 1);
    var effects = say(new Command.LeaseOver(0, 0, 1)).effects();
    assertTrue(effects.contains(new Effect.Prepare(1, 0, 0, 2)));
    put(1, 0);
    assertTrue(say(new Command.Take(0, 0, 0)).effects().contains(new Effect.Prepare(1, 0, 3, 1)));
    put(1, 1);
    assertTrue(say(new Command.Take(0, 0, 1)).effects().contains(new Effect.Prepare(1, 0, 4, 1)));
    assertTrue(say(new Command.LeaseOver(0, 0, 1)).events().isEmpty());
  }

  @Test
  void aLoaderThatIsHeardOfAgainIsTrusted() {
    begin(10, 1);
    say(new Command.LeaseOver(0, 0, 1));
    put(0, 0);
    put(1, 1);
    assertTrue(say(new Command.Take(0, 0, 0)).effects().contains(new Effect.Prepare(1, 0, 3, 1)));
    assertTrue(say(new Command.Take(0, 0, 1)).effects().contains(new Effect.Prepare(0, 0, 4, 1)));
  }

  @Test
  void aLostBatchIsPreparedAgainForThoseWhoLackIt() {
    begin(10, 2);
    put(0, 0);
    take(0, 0);
    assertTrue(say(new Command.Lost(0, 0)).effects().contains(new Effect.Prepare(0, 0, 0, 2)));
    assertEquals(Reply.ALREADY_USED, take(0, 0));
    assertEquals(Reply.NOT_YET, take(1, 0));
    put(0, 0);
    assertEquals(Reply.HERE, take(1, 0));
  }

  @Test
  void aJobThatLeavesHoldsUpNobody() {
    begin(10, 2);
    put(0, 0);
    take(0, 0);
    assertTrue(say(new Command.Leave(1)).effects().contains(new Effect.Free(0, 0)));
    assertEquals(Reply.UNKNOWN, take(1, 1));
    say(new Command.Leave(0));
    assertTrue(book.over());
    assertEquals(Reply.BEGUN, reply(new Command.BeginEpoch(1, 4, 1)));
  }

  @Test
  void anEpochBeginsOnlyWhenTheLastOneIsOver() {
    begin(1, 1);
    assertEquals(Reply.NOT_OVER, reply(new Command.BeginEpoch(1, 1, 1)));
    put(0, 0);
    take(0, 0);
    assertEquals(Reply.UNKNOWN, reply(new Command.BeginEpoch(0, 1, 1)));
    assertEquals(Reply.BEGUN, reply(new Command.BeginEpoch(1, 1, 1)));
  }

  @Test
  void afterARecoveryEverythingOwedIsSaidAgain() {
    begin(10, 1);
    put(1, 1);
    var effects = book.wake(0);
    assertTrue(effects.contains(new Effect.Prepare(0, 0, 0, 1)));
    assertTrue(effects.contains(new Effect.Watch(0, 2, 1)));
    assertTrue(effects.contains(new Effect.Offer(0, 1)));
    assertEquals(5, effects.size());
  }
}
