package dev.sheaf.actors.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.sheaf.actors.dataset.ConductorCommand.Manner;
import dev.sheaf.actors.importance.Ranker;
import dev.sheaf.actors.job.TableManifest;
import dev.sheaf.actors.partition.PartitionCommand;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.division.JobProfile.Interval;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A conductor that has a part of the memory, and tells what its jobs gain by it. */
final class MemoryShareTest {
  private static ActorTestKit kit;
  private static ManualTime time;
  private static final Duration TICK = Duration.ofSeconds(2);
  private static final TableManifest PICTURES = TableManifest.of("pictures", 20, 1);
  private static final long PAGE = PackageStore.PAGE_BYTES;
  private static final long ALL = PackageStore.holdable(40 * PAGE);

  private final FakePartitions partitions = new FakePartitions();
  private final FakeCluster cluster = new FakeCluster();
  private final TestProbe<ConductorReply> probe = kit.createTestProbe(ConductorReply.class);

  @BeforeEach
  void letTheCacheHoldAll() {
    cluster.hasNodesOf(40 * PAGE);
  }

  @BeforeAll
  static void setUp() {
    kit = ActorTestKit.create(ManualTime.config());
    time = ManualTime.get(kit.system());
  }

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void allOfTheMemoryIsThereUntilAShareIsSaid() {
    var conductor = conductor();
    assertEquals(ALL, observe(conductor).capacityBytes());
    conductor.tell(new ConductorCommand.Share(5 * PAGE, ALL));
    var standing = observe(conductor);
    assertEquals(5 * PAGE, standing.capacityBytes());
    assertEquals(5 * PAGE, standing.memory().shareBytes());
    assertEquals(ALL, standing.memory().ofBytes());
    time.timePasses(TICK);
    assertEquals(5 * PAGE, observe(conductor).capacityBytes(), "it stays");
    cluster.hasNodesOf(2 * PAGE);
    time.timePasses(TICK);
    assertEquals(PackageStore.holdable(2 * PAGE), observe(conductor).capacityBytes());
  }

  @Test
  void aJobThatNeverWaitsHasNoSayInWhatIsImportant() {
    var share = new MemoryShare(PICTURES.table());
    assertEquals(1, share.gainOf("a"), "until it is measured");
    share.measured(
        new ConductorCommand.Measured("a", 0, new Interval(0, 1000, 100, 10, 10)), 10 * PAGE);
    assertEquals(0, share.gainOf("a"));
    share.measured(
        new ConductorCommand.Measured("b", 0, new Interval(900, 1000, 100, 10, 10)), 10 * PAGE);
    assertEquals(0.9, share.gainOf("b"), 1e-9);
  }

  @Test
  void whatIsMeasuredOfJobsIsReported() {
    var conductor = conductor();
    conductor.tell(join("a", 1, Manner.DEFAULT));
    conductor.tell(join("b", 1, Manner.DEFAULT));
    conductor.tell(choose("b"));
    conductor.tell(new ConductorCommand.Measured("a", 500, new Interval(900, 1000, 100, 10, 10)));
    time.timePasses(TICK);
    observe(conductor);
    var wish = partitions.reported().wish();
    assertEquals("pictures@" + PICTURES.version().hash(), wish.dataset());
    assertEquals(20 * PAGE, wish.bytes());
    assertEquals(List.of("a", "b"), wish.readers().stream().map(r -> r.job()).toList());
    assertEquals(1.5, wish.readers().getFirst().weight());
    assertEquals(0.9, wish.readers().getFirst().profile().waitShare(), 1e-9);
    assertTrue(!wish.readers().getLast().profile().measured(), "nothing is known of b");
    conductor.tell(new ConductorCommand.Leave("a"));
    observe(conductor);
    assertEquals(1, partitions.reported().wish().readers().size(), "said at once");
  }

  @Test
  void whoHasNotBegunToReadNeedsNoMemory() {
    var conductor = conductor();
    conductor.tell(join("early", 1, Manner.DEFAULT));
    observe(conductor);
    assertEquals(List.of(), partitions.reported().wish().readers());
    conductor.tell(choose("early"));
    observe(conductor);
    var readers = partitions.reported().wish().readers();
    assertEquals(List.of("early"), readers.stream().map(r -> r.job()).toList(), "said at once");
  }

  @Test
  void whatADatasetHadIsSaidWhenItIsNotReadAnyMore() {
    var conductor = conductor();
    conductor.tell(join("a", 1, Manner.DEFAULT));
    conductor.tell(new ConductorCommand.Share(5 * PAGE, ALL));
    conductor.tell(new ConductorCommand.Leave("a"));
    conductor.tell(new ConductorCommand.Share(0, ALL));
    assertEquals(5 * PAGE, observe(conductor).capacityBytes());
  }

  @Test
  void theDividerIsAskedByNobodyWhoWasNeverRead() {
    var conductor = conductor();
    time.timePasses(TICK);
    observe(conductor);
    assertTrue(partitions.reportsNothing());
  }

  @Test
  void aJobThatOpensNoPackageHasThePinsKeptWhenTheyCome() {
    var conductor = conductor();
    conductor.tell(new ConductorCommand.Share(5 * PAGE, ALL));
    observe(conductor);
    partitions.told();
    conductor.tell(join("mixes", 1, new Manner(false, true)));
    observe(conductor);
    var told = partitions.told();
    assertEquals(5, told.size());
    for (var each : told) {
      var hold = (PartitionCommand.Hold) each.command();
      assertEquals(PartitionCommand.Standing.PINNED, hold.standing());
      assertTrue(!hold.load(), "nothing is read for it now");
    }
  }

  @Test
  void nothingIsFetchedAheadForAJobThatDoesNotWantIt() {
    var conductor = conductor();
    conductor.tell(join("modest", 1, new Manner(true, false)));
    conductor.tell(choose("modest"));
    observe(conductor);
    var told = partitions.told();
    assertEquals(4, told.size());
    assertTrue(told.stream().noneMatch(each -> ((PartitionCommand.Hold) each.command()).load()));
  }

  private ActorRef<ConductorCommand> conductor() {
    var ports =
        new DatasetConductor.Ports(
            partitions,
            cluster,
            version -> PICTURES,
            "pinned",
            -1,
            Duration.ofSeconds(60),
            true,
            Ranker.NONE);
    var id = ConductorCommand.idOf(PICTURES.version());
    var conductor = kit.spawn(DatasetConductor.create(id, ports));
    observe(conductor);
    return conductor;
  }

  private ConductorCommand join(String job, long sequence, Manner manner) {
    return new ConductorCommand.Join(
        job, 0, List.of(), List.of(), sequence, manner, probe.getRef());
  }

  private ConductorCommand choose(String job) {
    return new ConductorCommand.Choose(job, 0, 4, 2, probe.getRef());
  }

  private ConductorReply.Standing observe(ActorRef<ConductorCommand> conductor) {
    conductor.tell(new ConductorCommand.Observe(probe.getRef()));
    while (true) {
      if (probe.receiveMessage() instanceof ConductorReply.Standing standing) {
        return standing;
      }
    }
  }
}
