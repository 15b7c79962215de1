package dev.sheaf.sharding.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.actors.entity.ClusterView.Past;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PastMembersTest {
  private static final int PARTITIONS = 64;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final Member A = cache("10.0.0.1:25520#1");
  private static final Member B = cache("10.0.0.2:25520#1");
  private static final Member C = cache("10.0.0.3:25520#1");

  private final PastMembers past = new PastMembers(PARTITIONS);

  private static Member cache(String id) {
    return new Member(id, List.of("cache"), "", "", 1 << 20);
  }

  private List<List<Member>> before(long nowNanos) {
    return past.past(nowNanos).stream().map(Past::members).toList();
  }

  @Test
  void aNodeThatIsAloneHasNoPast() {
    past.see(A, List.of(A), 0);
    past.see(A, List.of(A), MINUTE);
    assertEquals(List.of(), before(MINUTE));
  }

  @Test
  void aNodeThatJoinsKnowsTheClusterWithoutItInWhateverOrderItHearsOfTheOthers() {
    past.see(C, List.of(C), 0);
    past.see(C, List.of(A, C), 0);
    past.see(C, List.of(A, B, C), 0);
    assertEquals(List.of(A, B), before(MINUTE).getFirst());
  }

  @Test
  void whoStaysKnowsWhatWasBeforeAJoinAndBeforeALeave() {
    past.see(A, List.of(A, B), 0);
    past.see(A, List.of(A, B, C), 90 * MINUTE);
    past.see(A, List.of(A, C), 91 * MINUTE);
    assertEquals(List.of(List.of(A, B, C), List.of(A, B)), before(92 * MINUTE));
  }

  @Test
  void whatIsLongAgoIsForgotten() {
    past.see(A, List.of(A, B), 0);
    past.see(A, List.of(A), 30 * MINUTE);
    assertEquals(List.of(List.of(A, B)), before(89 * MINUTE));
    assertEquals(List.of(), before(91 * MINUTE));
  }

  @Test
  void noMoreThanAFewChangesAreKept() {
    for (int i = 0; i < 10; i++) {
      past.see(A, i % 2 == 0 ? List.of(A) : List.of(A, B), 100 * MINUTE + i);
    }
    assertEquals(3, before(101 * MINUTE).stream().filter(each -> each.contains(A)).count());
  }

  @Test
  void aNodeThatCachesNothingChangesNothing() {
    var gateway = new Member("10.0.0.9:25520#1", List.of("gateway"), "", "", 0);
    past.see(A, List.of(A, B), 0);
    past.see(A, List.of(A, B, gateway), 90 * MINUTE);
    assertEquals(List.of(), before(91 * MINUTE));
  }

  @Test
  void theOwnerOfThePastIsWhoWouldOwnNextOrOwnedBefore() {
    past.see(A, List.of(A, B), 0);
    past.see(A, List.of(A), 61 * MINUTE);
    var then = past.past(62 * MINUTE).getFirst();
    var owners =
        IntStream.range(0, PARTITIONS).mapToObj(p -> then.owner(p).orElseThrow()).distinct();
    assertEquals(2, owners.count());
    assertEquals(
        new Ownership(List.of(A, B), PARTITIONS).owners(7, 1).getFirst(),
        then.owner(7).orElseThrow());
    assertNotEquals(C, then.owner(7).orElseThrow());
  }
}
