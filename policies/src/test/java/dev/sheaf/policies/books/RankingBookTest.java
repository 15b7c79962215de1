package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.RankingBook.Command;
import dev.sheaf.policies.books.RankingBook.Effect;
import dev.sheaf.policies.books.RankingBook.Voice;
import dev.sheaf.policies.importance.Benefit;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RankingBookTest {
  private static final Benefit HALF = new Benefit(.5);

  private final RankingBook book = new RankingBook();

  private List<Effect> tell(Command command) {
    var decision = book.decide(command, 0);
    decision.events().forEach(book::apply);
    return decision.effects();
  }

  private List<Effect> told(String job, int epoch) {
    return tell(new Command.Told(job, epoch, HALF));
  }

  private static List<Effect> rank(String... jobs) {
    return List.of(
        new Effect.Rank(List.of(jobs).stream().map(job -> new Voice(job, HALF)).toList()));
  }

  @Test
  void oneJobIsRankedAtEveryEpoch() {
    assertEquals(rank("a"), told("a", 1));
    assertEquals(List.of(), tell(new Command.Ranked()));
    assertEquals(List.of(), told("a", 1), "the same word again");
    assertEquals(rank("a"), told("a", 2));
  }

  @Test
  void aRankingWaitsUntilEveryJobHasBegunAnotherEpoch() {
    told("a", 1);
    tell(new Command.Ranked());
    assertEquals(List.of(), told("b", 1), "a has not");
    assertEquals(rank("a", "b"), told("a", 2));
    tell(new Command.Ranked());
    assertEquals(List.of(), told("a", 3));
    assertEquals(List.of(), told("a", 4));
    assertEquals(rank("a", "b"), told("b", 2));
  }

  @Test
  void oneRankingIsUnderWayAtATime() {
    told("a", 1);
    assertEquals(List.of(), told("a", 2));
    assertEquals(rank("a"), tell(new Command.Ranked()), "what was told meanwhile");
    assertEquals(List.of(), tell(new Command.Ranked()));
  }

  @Test
  void aJobThatLeavesIsWaitedForNoLonger() {
    told("a", 1);
    tell(new Command.Ranked());
    told("b", 1);
    assertEquals(rank("b"), tell(new Command.Left("a")));
    assertEquals(List.of(new Effect.Forget()), tell(new Command.Left("b")));
    assertTrue(book.isForgotten());
    assertEquals(List.of(), tell(new Command.Ranked()), "nobody needs it any more");
    assertEquals(List.of(), tell(new Command.Left("b")));
  }

  @Test
  void aRankingThatWasUnderWayIsOwedInTheNextLife() {
    told("a", 1);
    assertEquals(rank("a"), book.wake(0));
    tell(new Command.Ranked());
    assertEquals(List.of(), book.wake(0));
  }
}
