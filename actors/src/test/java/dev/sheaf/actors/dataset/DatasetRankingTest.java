package dev.sheaf.actors.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.sheaf.actors.importance.Ranker;
import dev.sheaf.actors.job.TableManifest;
import dev.sheaf.actors.partition.PartitionCommand;
import dev.sheaf.actors.partition.PartitionCommand.Standing;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.books.RankingBook.Voice;
import dev.sheaf.policies.importance.Benefit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A conductor that is told of losses, over a fake ranker that says what the test wants. */
final class DatasetRankingTest {
  private static ActorTestKit kit;
  private static final int PACKAGES = 100;
  private static final TableManifest MANIFEST = TableManifest.of("pictures", PACKAGES, 1);
  private static final String HIGH = "ab".repeat(32);

  private final FakePartitions partitions = new FakePartitions();
  private final FakeCluster cluster = new FakeCluster();
  private final TestProbe<ConductorReply> probe = kit.createTestProbe(ConductorReply.class);
  private final Saying ranker = new Saying();

  @BeforeEach
  void letTheCacheHoldLessThanHalf() {
    cluster.hasNodesOf(43L * PackageStore.PAGE_BYTES);
  }

  @BeforeAll
  static void setUp() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  /** A fake ranker: the last packages matter most, and it remembers what it was asked. */
  private static final class Saying implements Ranker {
    final LinkedBlockingQueue<List<Voice>> asked = new LinkedBlockingQueue<>();

    @Override
    public double share() {
      return 0.25;
    }

    @Override
    public Ranking rank(Manifest manifest, List<Voice> jobs, long highBytes) {
      asked.add(jobs);
      var last = IntStream.range(0, PACKAGES).map(i -> PACKAGES - 1 - i).boxed().toList();
      return new Ranking(last, HIGH);
    }
  }

  private ActorRef<ConductorCommand> conductor() {
    var ports =
        new DatasetConductor.Ports(
            partitions,
            cluster,
            version -> MANIFEST,
            "icache",
            -1,
            Duration.ofSeconds(60),
            false,
            ranker);
    var conductor =
        kit.spawn(DatasetConductor.create(ConductorCommand.idOf(MANIFEST.version()), ports));
    conductor.tell(new ConductorCommand.Join("a", 0, List.of(), List.of(), 1, probe.getRef()));
    return conductor;
  }

  /** The next answer, but for what is said of looking ahead. */
  private <R extends ConductorReply> R next(Class<R> type) {
    var reply = probe.receiveMessage();
    while (reply instanceof ConductorReply.LookAhead) {
      reply = probe.receiveMessage();
    }
    return assertInstanceOf(type, reply);
  }

  private ConductorReply.Standing observe(ActorRef<ConductorCommand> conductor) {
    conductor.tell(new ConductorCommand.Observe(probe.getRef()));
    return next(ConductorReply.Standing.class);
  }

  /** What partitions are told up to the first that names a ranking like this. */
  private Set<Integer> partitionsThatHear(ActorRef<ConductorCommand> conductor, String ranking) {
    var derive = new PartitionCommand.Derive(MANIFEST.version(), ranking);
    var heard = new ArrayList<Integer>();
    probe.awaitAssert(() -> {
      observe(conductor);
      partitions.told().stream()
          .filter(told -> told.command().equals(derive))
          .forEach(told -> heard.add(told.partition()));
      assertTrue(heard.size() >= FakeCluster.PARTITIONS, "heard by " + heard);
      return heard;
    });
    return Set.copyOf(heard);
  }

  private static Set<Integer> allPartitions() {
    return IntStream.range(0, FakeCluster.PARTITIONS).boxed().collect(Collectors.toSet());
  }

  @Test
  void lossesAreRankedAndEveryPartitionHearsWhatIsOfHighImportance() throws Exception {
    var conductor = conductor();
    var before = observe(conductor).capacityBytes();
    conductor.tell(new ConductorCommand.Losses("a", 1, 0.5));
    assertEquals(
        List.of(new Voice("a", new Benefit(0.5))), ranker.asked.poll(10, TimeUnit.SECONDS));
    assertEquals(allPartitions(), partitionsThatHear(conductor, HIGH));
    var room = before - observe(conductor).capacityBytes();
    assertTrue(Math.abs(room - before / 4) <= 1, "derived packages take " + room);
    conductor.tell(new ConductorCommand.Leave("a"));
    assertEquals(allPartitions(), partitionsThatHear(conductor, ""));
    assertEquals(before, observe(conductor).capacityBytes());
  }

  @Test
  void pinsGoByTheImportanceThatTheJobsToldWhereThePolicyIsIcache() {
    var conductor = conductor();
    conductor.tell(new ConductorCommand.Losses("a", 1, 1));
    partitionsThatHear(conductor, HIGH);
    for (int turn = 1; turn <= PACKAGES / 2; turn++) {
      conductor.tell(new ConductorCommand.Choose("a", 1, 2, 2L * turn, probe.getRef()));
      var offered = next(ConductorReply.Offered.class);
      conductor.tell(new ConductorCommand.Finished("a", 1, offered.packages(), 2L * turn + 1));
    }
    observe(conductor);
    var pinned =
        partitions.told().stream()
            .map(FakePartitions.Told::command)
            .filter(PartitionCommand.Hold.class::isInstance)
            .map(PartitionCommand.Hold.class::cast)
            .filter(hold -> hold.standing() == Standing.PINNED)
            .map(hold -> hold.id().index())
            .collect(Collectors.toSet());
    assertTrue(pinned.contains(PACKAGES - 1), "the most important: " + pinned);
    assertTrue(
        pinned.stream().allMatch(index -> index >= PACKAGES - pinned.size()),
        "the most important only: " + pinned);
  }

  @Test
  void aWeightOutOfRangeCountsAsTheNearest() throws Exception {
    var conductor = conductor();
    conductor.tell(new ConductorCommand.Losses("a", 1, 1e30));
    assertEquals(List.of(new Voice("a", new Benefit(1))), ranker.asked.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void whatAJobPassesByIsNotOfferedToIt() {
    var conductor = conductor();
    conductor.tell(new ConductorCommand.Pass("a", 0, List.of(-1L), 2));
    conductor.tell(new ConductorCommand.Choose("a", 0, PACKAGES, 3, probe.getRef()));
    var offered = next(ConductorReply.Offered.class);
    assertEquals(
        IntStream.range(64, PACKAGES).boxed().toList(),
        offered.packages().stream().sorted().toList());
  }
}
