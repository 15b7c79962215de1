package dev.sheaf.actors.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.sheaf.actors.importance.Ranker;
import dev.sheaf.actors.job.TableManifest;
import dev.sheaf.actors.partition.PartitionCommand;
import dev.sheaf.actors.partition.PartitionCommand.Standing;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.vocabulary.PackageId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DatasetConductorTest {
  private static ActorTestKit kit;
  private static ManualTime time;
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration TICK = Duration.ofSeconds(2);
  private static final int PACKAGES = 20;

  /** Each package takes a page of the store; so many bytes hold eleven of them, or ten by half. */
  private static final long HALF = 11L * PackageStore.PAGE_BYTES;

  private final FakePartitions partitions = new FakePartitions();
  private final FakeCluster cluster = new FakeCluster();
  private final AtomicLong clock = new AtomicLong(1_000_000_000_000L);
  private final TestProbe<ConductorReply> probe = kit.createTestProbe(ConductorReply.class);

  @BeforeEach
  void letTheCacheHoldHalf() {
    cluster.hasNodesOf(HALF);
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
  void commandsWaitUntilTheManifestIsOpen() {
    var opened = new CompletableFuture<Manifest>();
    var conductor = conductor(manifest(), opened);
    conductor.tell(join("a", 1));
    conductor.tell(new ConductorCommand.Choose("a", 0, 3, 2, probe.getRef()));
    conductor.tell(new ConductorCommand.Leave("a"));
    conductor.tell(new ConductorCommand.Observe(probe.getRef()));
    opened.complete(manifest());
    assertEquals(3, offered().packages().size());
    assertEquals(0, standing().jobs(), "the job has left by now");
  }

  @Test
  void aConductorWhoseManifestIsNowhereStops() {
    var opened = new CompletableFuture<Manifest>();
    var conductor = conductor(manifest(), opened);
    conductor.tell(join("a", 1));
    opened.completeExceptionally(new IOException("no node has pictures"));
    probe.expectTerminated(conductor);
  }

  @Test
  void aConductorWhoseManifestCannotBeReadStops() {
    var opened = new CompletableFuture<Manifest>();
    var conductor = conductor(manifest(), opened);
    opened.completeExceptionally(new IllegalStateException("the manifest is cut short"));
    probe.expectTerminated(conductor);
  }

  @Test
  void aJobIsUnknownUntilItSaysWhereItStands() {
    var conductor = conductor();
    conductor.tell(new ConductorCommand.Choose("a", 0, 3, 5, probe.getRef()));
    assertEquals(new ConductorReply.Unknown("a", 5), answer());
    conductor.tell(join("a", 6));
    var offered = choose(conductor, "a", 0, 3, 7);
    assertEquals(List.of("a", 0, 7L), List.of(offered.job(), offered.epoch(), offered.sequence()));
    assertEquals(3, new HashSet<>(offered.packages()).size());
  }

  @Test
  void aJobThatJoinsIsToldHowFarToLookAheadAndWhenThatChanges() {
    var conductor = conductor();
    conductor.tell(join("a", 1));
    var first = assertInstanceOf(ConductorReply.LookAhead.class, probe.receiveMessage());
    assertTrue(first.bytes() > 0, "a part of the capacity by default");
    conductor.tell(new ConductorCommand.LookAhead("n1", 0));
    assertEquals(new ConductorReply.LookAhead(0), probe.receiveMessage());
    choose(conductor, "a", 0, 2, 2);
    assertTrue(
        holds(told(conductor), null).stream().noneMatch(PartitionCommand.Hold::load),
        "nothing is loaded before a batch asks");
  }

  @Test
  void thePolicyThatTheCatalogKnowsIsFollowedAndCanBeChanged() {
    var conductor = conductor();
    assertEquals("pinned", observe(conductor).policy());
    partitions.answerPolicy("ods");
    assertEquals("ods", observe(conductor).policy());
    conductor.tell(new ConductorCommand.Keep("quiver"));
    assertEquals("quiver", observe(conductor).policy());
    conductor.tell(new ConductorCommand.Keep(""));
    assertEquals("pinned", observe(conductor).policy(), "the node's default");
  }

  @Test
  void whatAJobSaysItHasOpenedIsNotOfferedAgain() {
    var conductor = conductor();
    var firstTen = List.of((1L << 10) - 1);
    conductor.tell(new ConductorCommand.Join("a", 0, firstTen, List.of(), 1, probe.getRef()));
    var rest = IntStream.range(10, PACKAGES).boxed().toList();
    assertEquals(Set.copyOf(rest), Set.copyOf(choose(conductor, "a", 0, PACKAGES, 2).packages()));
    assertEquals(PACKAGES, choose(conductor, "a", 1, PACKAGES, 3).packages().size());
  }

  @Test
  void whatIsOfferedIsHeldByThePartitionsThatItBelongsTo() {
    var conductor = conductor();
    conductor.tell(join("a", 1));
    var offered = choose(conductor, "a", 0, 4, 2);
    var told = told(conductor);
    assertEquals(List.of(), misdirected(told));
    assertEquals(Set.copyOf(offered.packages()), indices(holds(told, null)));
    assertEquals(2, holds(told, Standing.PINNED).size());
    assertEquals(2, holds(told, Standing.CLAIMED).size());
    assertTrue(holds(told, null).stream().allMatch(PartitionCommand.Hold::load));
  }

  @Test
  void whatAJobOpenedByItselfIsHeldToo() {
    var conductor = conductor();
    conductor.tell(join("a", 1));
    conductor.tell(new ConductorCommand.Opened("a", 0, List.of(3, 8), 2));
    var told = told(conductor);
    assertEquals(List.of(), misdirected(told));
    assertEquals(Set.of(3, 8), indices(holds(told, null)));
    conductor.tell(new ConductorCommand.Opened("a", 0, List.of(4), 2));
    assertEquals(List.of(), told(conductor), "this was said before, by its number");
  }

  @Test
  void whatAllJobsAreDoneWithStaysWhileThereIsRoom() {
    var conductor = conductor();
    conductor.tell(join("a", 1));
    conductor.tell(join("b", 1));
    var all = choose(conductor, "a", 0, PACKAGES, 2).packages();
    var held = indices(holds(told(conductor), null));
    conductor.tell(new ConductorCommand.Finished("a", 0, all, 3));
    assertEquals(List.of(), told(conductor), "b needs them all");
    assertEquals(PACKAGES, choose(conductor, "b", 0, PACKAGES, 2).packages().size());
    assertEquals(List.of(), told(conductor), "they are held already");
    conductor.tell(new ConductorCommand.Finished("b", 0, all, 3));
    assertEquals(List.of(), told(conductor), "the next epoch begins with what is there");
    cluster.hasNodesOf(0);
    time.timePasses(TICK);
    var told = told(conductor);
    assertEquals(List.of(), misdirected(told));
    assertEquals(held, Set.copyOf(releases(told)));
  }

  @Test
  void theCapacityFollowsTheNodesThatAreThere() {
    var conductor = conductor();
    assertEquals(PackageStore.holdable(HALF), observe(conductor).capacityBytes());
    cluster.hasNodesOf(HALF, HALF, 3 * HALF);
    time.timePasses(TICK);
    var grown = observe(conductor);
    assertEquals(PackageStore.holdable(5 * HALF), grown.capacityBytes());
    assertEquals(PACKAGES, grown.pinned());
  }

  @Test
  void whatDoesNotFitAnyMoreIsReleasedWhenNobodyHasItOpen() {
    var conductor = conductor();
    conductor.tell(join("a", 1));
    var all = choose(conductor, "a", 0, PACKAGES, 2).packages();
    var held = indices(holds(told(conductor), null));
    conductor.tell(new ConductorCommand.Finished("a", 0, all.subList(1, PACKAGES), 3));
    told(conductor);
    cluster.hasNodesOf(0);
    time.timePasses(TICK);
    held.remove(all.getFirst());
    assertEquals(held, Set.copyOf(releases(told(conductor))), "what is open stays");
    assertEquals(new ConductorReply.Standing("pinned", 0, 1, 1, 0, 1), observe(conductor));
  }

  @Test
  void whatIsHeldIsSaidAgainInTurns() {
    var many = TableManifest.of("pictures", 300, 1);
    cluster.hasNodesOf(400L * PackageStore.PAGE_BYTES);
    var conductor = conductor(many, CompletableFuture.completedFuture(many));
    conductor.tell(join("a", 1));
    choose(conductor, "a", 0, 300, 2);
    assertEquals(300, told(conductor).size());
    time.timePasses(TICK);
    var first = told(conductor);
    assertEquals(List.of(), misdirected(first));
    assertEquals(256, holds(first, Standing.PINNED).size());
    time.timePasses(TICK);
    var reminded = new ArrayList<>(first);
    reminded.addAll(told(conductor));
    assertEquals(300, reminded.size());
    assertEquals(300, indices(holds(reminded, null)).size());
    time.timePasses(TICK);
    assertEquals(first, told(conductor), "and from the beginning again");
  }

  @Test
  void aJobThatIsSilentForLongerThanItsLeaseLosesItsClaims() {
    var conductor = conductor();
    conductor.tell(join("silent", 1));
    conductor.tell(join("speaks", 1));
    choose(conductor, "silent", 0, 5, 2);
    pass(LEASE.minusSeconds(1));
    conductor.tell(new ConductorCommand.Finished("speaks", 0, List.of(), 2));
    var before = observe(conductor);
    assertEquals(List.of(2, 5), List.of(before.jobs(), before.open()));
    pass(Duration.ofSeconds(2));
    var after = observe(conductor);
    assertEquals(List.of(1, 0), List.of(after.jobs(), after.open()));
    conductor.tell(new ConductorCommand.Choose("silent", 0, 1, 3, probe.getRef()));
    assertEquals(new ConductorReply.Unknown("silent", 3), answer());
    assertEquals(1, choose(conductor, "speaks", 0, 1, 3).packages().size());
  }

  @Test
  void whatASilentJobHadOpenIsGivenUpForWhatOthersOpen() {
    cluster.hasNodesOf(0);
    var conductor = conductor();
    conductor.tell(join("silent", 1));
    conductor.tell(new ConductorCommand.Opened("silent", 0, List.of(1, 2), 2));
    conductor.tell(join("speaks", 1));
    conductor.tell(new ConductorCommand.Opened("speaks", 0, List.of(3), 2));
    assertEquals(List.of(), releases(told(conductor)), "all is open");
    pass(LEASE.plusSeconds(1));
    told(conductor);
    conductor.tell(join("speaks", 3));
    conductor.tell(new ConductorCommand.Opened("speaks", 0, List.of(4), 4));
    assertTrue(releases(told(conductor)).containsAll(List.of(1, 2)));
  }

  @Test
  void theSameDatasetIsPinnedTheSameOnEveryNode() {
    assertEquals(pinnedBy(conductor()), pinnedBy(conductor()));
  }

  private Set<Integer> pinnedBy(ActorRef<ConductorCommand> conductor) {
    conductor.tell(join("a", 1));
    choose(conductor, "a", 0, PACKAGES, 2);
    return indices(holds(told(conductor), Standing.PINNED));
  }

  private static TableManifest manifest() {
    return TableManifest.of("pictures", PACKAGES, 1);
  }

  private ActorRef<ConductorCommand> conductor() {
    var conductor = conductor(manifest(), CompletableFuture.completedFuture(manifest()));
    observe(conductor);
    return conductor;
  }

  /** A conductor that waits for its manifest until {@code opened} has it. */
  private ActorRef<ConductorCommand> conductor(
      Manifest manifest, CompletableFuture<Manifest> opened) {
    Manifests manifests =
        version -> {
          assertEquals(manifest.version(), version);
          try {
            return opened.join();
          } catch (CompletionException e) {
            if (e.getCause() instanceof IOException nowhere) {
              throw nowhere;
            }
            throw e;
          }
        };
    var ports =
        new DatasetConductor.Ports(
            partitions, cluster, manifests, "pinned", -1, LEASE, false, Ranker.NONE);
    var id = ConductorCommand.idOf(manifest.version());
    return kit.spawn(DatasetConductor.create(id, ports, clock::get));
  }

  private ConductorCommand join(String job, long sequence) {
    return new ConductorCommand.Join(job, 0, List.of(), List.of(), sequence, probe.getRef());
  }

  private ConductorReply.Offered choose(
      ActorRef<ConductorCommand> conductor, String job, int epoch, int packages, long sequence) {
    conductor.tell(new ConductorCommand.Choose(job, epoch, packages, sequence, probe.getRef()));
    return offered();
  }

  /** The next answer, but for word of how far to look ahead. */
  private ConductorReply answer() {
    var answer = probe.receiveMessage();
    while (answer instanceof ConductorReply.LookAhead) {
      answer = probe.receiveMessage();
    }
    return answer;
  }

  private ConductorReply.Offered offered() {
    return assertInstanceOf(ConductorReply.Offered.class, answer());
  }

  private ConductorReply.Standing observe(ActorRef<ConductorCommand> conductor) {
    conductor.tell(new ConductorCommand.Observe(probe.getRef()));
    return standing();
  }

  private ConductorReply.Standing standing() {
    return assertInstanceOf(ConductorReply.Standing.class, answer());
  }

  /** What partitions were told since the last call, once the conductor has done all it was told. */
  private List<FakePartitions.Told> told(ActorRef<ConductorCommand> conductor) {
    observe(conductor);
    return partitions.told();
  }

  /** Lets the clock and the timers go on together. */
  private void pass(Duration span) {
    clock.addAndGet(span.toNanos());
    time.timePasses(TICK);
  }

  private static List<FakePartitions.Told> misdirected(List<FakePartitions.Told> told) {
    return told.stream()
        .filter(each -> each.partition() != Partitions.of(id(each), FakeCluster.PARTITIONS))
        .toList();
  }

  private static PackageId id(FakePartitions.Told told) {
    return switch (told.command()) {
      case PartitionCommand.Hold hold -> hold.id();
      case PartitionCommand.Release release -> release.id();
      default -> throw new AssertionError("no conductor says " + told);
    };
  }

  /** The holds of one standing, or of all when it is null. */
  private static List<PartitionCommand.Hold> holds(
      List<FakePartitions.Told> told, @org.jspecify.annotations.Nullable Standing standing) {
    return told.stream()
        .map(FakePartitions.Told::command)
        .filter(PartitionCommand.Hold.class::isInstance)
        .map(PartitionCommand.Hold.class::cast)
        .filter(hold -> standing == null || hold.standing() == standing)
        .toList();
  }

  private static Set<Integer> indices(List<PartitionCommand.Hold> holds) {
    var indices = new HashSet<Integer>();
    holds.forEach(hold -> indices.add(hold.id().index()));
    return indices;
  }

  private static List<Integer> releases(List<FakePartitions.Told> told) {
    return told.stream()
        .filter(each -> each.command() instanceof PartitionCommand.Release)
        .map(each -> id(each).index())
        .toList();
  }
}
