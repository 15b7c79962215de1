package dev.sheaf.actors.division;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.division.JobProfile;
import dev.sheaf.policies.division.JobProfile.Interval;
import dev.sheaf.policies.division.MemoryDivision.Reader;
import dev.sheaf.policies.division.MemoryDivision.Wish;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MemoryDividerTest {
  private static final long MEMORY = 1_000_000;
  private static final long ALL = PackageStore.holdable(MEMORY);

  private long now = 1_000_000_000_000L;
  private final BehaviorTestKit<DividerCommand> divider =
      BehaviorTestKit.create(
          MemoryDivider.create(new OneNode(), Duration.ofSeconds(10), () -> now));

  /** A fake cluster of one node. */
  private record OneNode() implements ClusterView {
    @Override
    public Member self() {
      return new Member("me", List.of("cache"), "", "", MEMORY);
    }

    @Override
    public List<Member> members() {
      return List.of(self());
    }

    @Override
    public int partitions() {
      return 8;
    }

    @Override
    public List<Member> owners(int partition, int limit) {
      return members();
    }
  }

  @BeforeEach
  void letItGather() {
    now += MemoryDivider.GATHERING.toNanos();
  }

  @Test
  void oneThatHasJustBegunLetsEveryoneKeepWhatTheyHave() {
    now -= 1;
    var inbox = TestInbox.<ConductorCommand>create();
    divider.run(
        new DividerCommand.Report(new Wish("busy", MEMORY, 1_000, List.of()), inbox.getRef()));
    assertTrue(!inbox.hasMessages());
  }

  @Test
  void theOnlyDatasetHasAll() {
    assertEquals(new ConductorCommand.Share(ALL, ALL), share("busy", 0.9));
  }

  @Test
  void memoryGoesWhereJobsWaitAndBackWhenTheyEnd() {
    share("still", 0);
    var busy = share("busy", 0.9);
    assertTrue(busy.bytes() > 0.9 * ALL, busy.toString());
    assertEquals(ALL - busy.bytes(), share("still", 0).bytes());
    report(new Wish("busy", 2 * MEMORY, 1_000, List.of()));
    assertEquals(ALL, share("still", 0).bytes());
  }

  @Test
  void aConductorThatIsGoneIsNotCounted() {
    share("busy", 0.9);
    share("still", 0);
    now += Duration.ofSeconds(11).toNanos();
    assertEquals(ALL, share("still", 0).bytes());
  }

  private ConductorCommand.Share share(String dataset, double waitShare) {
    var stall = Math.round(1_000 * waitShare);
    var profile = JobProfile.UNKNOWN.after(new Interval(stall, 1_000, 100, 10, 10), 0);
    var readers = List.of(new Reader("job of " + dataset, 1, profile));
    return report(new Wish(dataset, 2 * MEMORY, 1_000, readers));
  }

  private ConductorCommand.Share report(Wish wish) {
    var inbox = TestInbox.<ConductorCommand>create();
    divider.run(new DividerCommand.Report(wish, inbox.getRef()));
    return (ConductorCommand.Share) inbox.receiveMessage();
  }
}
