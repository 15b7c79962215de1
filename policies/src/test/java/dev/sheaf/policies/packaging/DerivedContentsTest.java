package dev.sheaf.policies.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.policies.packaging.DerivedContents.Of;
import dev.sheaf.policies.packaging.DerivedContents.Verdict;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

final class DerivedContentsTest {
  private static BitSet of(int... places) {
    var bits = new BitSet();
    for (var place : places) {
      bits.set(place);
    }
    return bits;
  }

  private static BitSet all() {
    var bits = new BitSet();
    bits.set(0, 20);
    return bits;
  }

  private static Verdict next(Of of, long room) {
    return DerivedContents.next(of, places -> 10L * places.cardinality(), room);
  }

  @Test
  void whatIsNamedIsTakenWhenThePackageComesBy() {
    assertEquals(new Verdict.Make(of(1, 2)), next(new Of(of(1, 2), of(), of(), all()), 1000));
    assertEquals(new Verdict.Stay(), next(new Of(of(1, 2), of(), of(), of()), 1000));
  }

  @Test
  void whatTheLastRankingNamedStaysBesideTheLatest() {
    assertEquals(
        new Verdict.Make(of(1, 2, 3)), next(new Of(of(2, 3), of(1, 2), of(1, 2), all()), 1000));
  }

  @Test
  void itDoesNotGrowByWhatIsNotAtHand() {
    assertEquals(new Verdict.Stay(), next(new Of(of(2, 3), of(1, 2), of(1, 2), of(1, 2)), 1000));
  }

  @Test
  void aFifthThatIsNamedNoLongerGoesAndLessStays() {
    var held = of(1, 2, 3, 4, 5, 6);
    assertEquals(new Verdict.Stay(), next(new Of(of(1, 2, 3, 4, 5), of(), held, held), 1000));
    assertEquals(
        new Verdict.Make(of(1, 2, 3, 4)), next(new Of(of(1, 2, 3, 4), of(), held, held), 1000));
    assertEquals(new Verdict.Go(), next(new Of(of(9), of(), held, held), 1000));
  }

  @Test
  void whereRoomIsShortTheLatestRankingComesFirst() {
    var both = new Of(of(1, 2), of(3, 4, 5), of(), all());
    assertEquals(new Verdict.Make(of(1, 2)), next(both, 40));
    assertEquals(new Verdict.Stay(), next(both, 10));
  }
}
