package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.policies.books.PartitionBook.Command;
import dev.sheaf.policies.books.PartitionBook.Effect;
import dev.sheaf.policies.eviction.Retention;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartitionBookTest {
  private static final DatasetVersion VERSION = new DatasetVersion("d", "a".repeat(64));

  private final PartitionBook book = new PartitionBook(Retention.UNTIL_SPACE_IS_NEEDED, 2);

  @Test
  void aPackageThatIsHeldTwiceIsLoadedOnce() {
    assertEquals(
        List.of(new Effect.Keep(id(1)), new Effect.Load(id(1))),
        tell(new Command.Hold(id(1), false, true)));
    assertEquals(List.of(new Effect.Keep(id(1))), tell(new Command.Hold(id(1), false, true)));
    assertEquals(List.of(id(1)), book.loading());
  }

  @Test
  void loadsBeyondTheLimitWaitForOneToEnd() {
    for (int i = 1; i <= 3; i++) {
      tell(new Command.Hold(id(i), false, true));
    }
    assertEquals(List.of(id(1), id(2)), book.loading());
    assertEquals(List.of(new Effect.Load(id(3))), tell(new Command.LoadFailed(id(1))));
    assertEquals(List.of(id(2), id(3)), book.loading());
  }

  @Test
  void aLoadWhosePackageWasReleasedCountsUntilItEnds() {
    tell(new Command.Hold(id(1), false, true));
    tell(new Command.Hold(id(2), false, true));
    tell(new Command.Release(id(1)));
    assertEquals(List.of(new Effect.Keep(id(3))), tell(new Command.Hold(id(3), false, true)));
    assertEquals(List.of(new Effect.Load(id(3))), tell(new Command.Loaded(id(1))));
    assertEquals(List.of(), tell(new Command.Loaded(id(1))), "it has ended already");
  }

  @Test
  void aReleasedPackageIsGivenUpAsTheRetentionSays() {
    tell(new Command.Hold(id(1), true, false));
    assertEquals(List.of(new Effect.Give(id(1), false)), tell(new Command.Release(id(1))));
    assertEquals(List.of(), book.held());
    var strict = new PartitionBook(Retention.NONE, 1);
    assertEquals(
        List.of(new Effect.Give(id(1), true)),
        strict.decide(new Command.Release(id(1)), 0).effects());
  }

  @Test
  void whatIsStillOwedIsSaidAgainAfterARestart() {
    tell(new Command.Hold(id(1), true, false));
    tell(new Command.Hold(id(2), false, true));
    assertEquals(
        List.of(new Effect.Keep(id(1)), new Effect.Keep(id(2)), new Effect.Load(id(2))),
        book.wake(0));
  }

  private List<Effect> tell(Command command) {
    var decision = book.decide(command, 0);
    decision.events().forEach(book::apply);
    return decision.effects();
  }

  private static PackageId id(int index) {
    return new PackageId(VERSION, index);
  }
}
