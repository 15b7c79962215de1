package dev.sheaf.lambda.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sheaf.actors.dataset.SegmentPart;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.actors.reading.Peers;
import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.policies.placement.Decks;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class FormerDeckTest {
  private static final Member A = member(1);
  private static final Member B = member(2);
  private static final Member C = member(3);
  private static final Decks DECKS = new Decks(60, 3);
  private static final DatasetVersion VERSION = new DatasetVersion("toys", "5a".repeat(32));

  private static Member member(int n) {
    return new Member(
        "10.0.0.%d:25520#1".formatted(n),
        List.of("cache"),
        "10.0.0.%d:80".formatted(n),
        "10.0.0.%d:90".formatted(n),
        1 << 20);
  }

  /** A fake cluster, of which the first member that is given owns all packages. */
  private record Seen(Member self, List<Member> members, List<Past> past) implements ClusterView {
    static Seen by(Member self, List<Member> now, List<List<Member>> before) {
      return new Seen(self, now, before.stream().<Past>map(Then::new).toList());
    }

    record Then(List<Member> members) implements Past {
      @Override
      public Optional<Member> owner(int partition) {
        return members.stream().findFirst();
      }
    }

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public List<Member> owners(int partition, int limit) {
      return members.subList(0, Math.min(limit, members.size()));
    }
  }

  /** Fake peers that must not be asked. */
  private static final class Nobody implements Peers {
    @Override
    public ReadCost read(String address, SampleRequest request, Consumer<SampleFrame> each) {
      throw new IllegalStateException("nobody is asked here");
    }

    @Override
    public SegmentPart segment(String address, String hash, long offset) {
      throw new IllegalStateException("nobody is asked here");
    }
  }

  private static List<Member> holders(ClusterView view, int index) {
    return new FormerDeck(view, DECKS, new Nobody()).holders(new PackageId(VERSION, index));
  }

  /** The deck in which a node puts a package among these members. */
  private static int deckOf(int index, Member owner, List<Member> members) {
    var mine = DeckOwners.of(DECKS, members).decksOf(DeckOwners.address(owner));
    return Decks.order(mine, PackageKey.of(VERSION, index).draw()).getFirst();
  }

  private static String ownerOf(int deck, List<Member> members) {
    return DeckOwners.of(DECKS, members).ofDeck().get(deck);
  }

  @Test
  void inAClusterThatNeverChangedNobodyIsAsked() {
    assertEquals(List.of(), holders(Seen.by(A, List.of(A, B), List.of()), 7));
  }

  @Test
  void whoeverHasTheDeckNowIsAsked() {
    var before = List.of(A, B);
    var now = List.of(C, A, B);
    var asked = new HashSet<Member>();
    for (int index = 0; index < 200; index++) {
      var holder = ownerOf(deckOf(index, A, before), now);
      var holders = holders(Seen.by(C, now, List.of(before)), index);
      var expected = holder.equals(DeckOwners.address(C)) ? List.of() : List.of(holder);
      assertEquals(expected, holders.stream().map(DeckOwners::address).toList(), "" + index);
      asked.addAll(holders);
    }
    assertEquals(List.of(A), List.copyOf(asked), "decks of A are still A's, or have come to C");
  }

  @Test
  void theDecksOfWhoLeftAreAskedOfWhoHasThemNow() {
    var before = List.of(A, B, C);
    var now = List.of(B, C);
    var asked = new HashSet<Member>();
    for (int index = 0; index < 200; index++) {
      asked.addAll(holders(Seen.by(B, now, List.of(before)), index));
    }
    assertEquals(List.of(C), List.copyOf(asked));
  }

  @Test
  void theLatestPastIsAskedFirstAndNobodyTwice() {
    var pasts = List.of(List.of(A, B), List.of(B, A), List.of(A));
    var lengths = new ArrayList<Integer>();
    for (int index = 0; index < 100; index++) {
      var holders = holders(Seen.by(C, List.of(A, B, C), pasts), index);
      assertEquals(new HashSet<>(holders).size(), holders.size(), "" + holders);
      assertFalse(holders.contains(C));
      lengths.add(holders.size());
      var latest = ownerOf(deckOf(index, A, List.of(A, B)), List.of(A, B, C));
      if (!latest.equals(DeckOwners.address(C))) {
        assertEquals(latest, DeckOwners.address(holders.getFirst()));
      }
    }
    assertEquals(2, lengths.stream().mapToInt(each -> each).max().orElse(0));
  }
}
