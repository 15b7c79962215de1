package dev.sheaf.actors.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.sheaf.actors.partition.PartitionCommand.Inventory;
import dev.sheaf.actors.partition.PartitionCommand.Standing;
import dev.sheaf.actors.store.NodePackages.LoadOutcome;
import dev.sheaf.policies.eviction.Retention;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class CachePartitionTest {
  private static ActorTestKit kit;
  private static final DatasetVersion VERSION = new DatasetVersion("pictures", "a".repeat(64));

  private final FakeNodePackages node = new FakeNodePackages();
  private final TestProbe<Inventory> probe = kit.createTestProbe(Inventory.class);
  private final List<String> charged = new CopyOnWriteArrayList<>();
  private final ActorRef<PartitionCommand> partition =
      kit.spawn(
          CachePartition.create(
              7,
              node,
              Retention.UNTIL_SPACE_IS_NEEDED,
              (account, loaded) -> charged.add(account + " " + loaded.originSamples())));

  @BeforeAll
  static void setUp() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void aPackageIsFetchedOnceHoweverOftenItIsAskedFor() {
    load(1, 1, 1);
    assertEquals(new Inventory(7, ids(1), ids(1)), observe());
    node.end(id(1), new LoadOutcome.Resident());
    load(1, 1);
    observe();
    assertEquals(new Inventory(7, ids(1), List.of()), observe());
    assertEquals(ids(1), node.fetched());
  }

  @Test
  void whatIsReadForAJobBeforeItAsksIsOnItsAccountOnce() {
    var account = new PartitionCommand.Account("train", 3);
    partition.tell(new PartitionCommand.Hold(id(1), Standing.CLAIMED, true, account));
    partition.tell(
        new PartitionCommand.Hold(
            id(1), Standing.CLAIMED, true, new PartitionCommand.Account("other", 0)));
    observe();
    node.end(id(1), new LoadOutcome.Resident(40, 1, 4_000));
    partition.tell(new PartitionCommand.Hold(id(1), Standing.CLAIMED, true, account));
    observe();
    observe();
    assertEquals(List.of(account + " 40"), charged);
  }

  @Test
  void aPackageThatIsOnlyHeldIsNotFetched() {
    partition.tell(new PartitionCommand.Hold(id(1), Standing.PINNED, false));
    assertEquals(new Inventory(7, ids(1), List.of()), observe());
    assertEquals(Set.of(id(1)), node.held());
    assertEquals(List.of(), node.fetched());
  }

  @Test
  void fourPackagesAreLoadedAtOnceAndTheNextWhenOneHasEnded() {
    load(1, 2, 3, 4, 5, 6);
    assertEquals(ids(1, 2, 3, 4), observe().loading());
    node.end(id(3), new LoadOutcome.Resident());
    assertEquals(ids(1, 2, 4, 5), observe().loading());
    node.end(id(1), new LoadOutcome.Failed("object-1 was out of reach"));
    assertEquals(ids(2, 4, 5, 6), observe().loading());
    assertEquals(ids(2, 4, 5, 6), node.reading());
  }

  @Test
  void aPackageThatIsReleasedWhileItWaitsIsNotFetched() {
    load(1, 2, 3, 4, 5, 6);
    partition.tell(new PartitionCommand.Release(id(5)));
    observe();
    node.end(id(1), new LoadOutcome.Resident());
    assertEquals(ids(2, 3, 4, 6), observe().loading());
    assertEquals(ids(1, 2, 3, 4, 6), node.fetched());
  }

  @Test
  void aLoadGoesOnWhenItsPackageIsReleasedAndCountsAsOneOfFour() {
    load(1, 2, 3, 4);
    partition.tell(new PartitionCommand.Release(id(1)));
    load(5, 6);
    observe();
    assertEquals(ids(1, 2, 3, 4), node.reading());
    node.end(id(1), new LoadOutcome.Resident());
    observe();
    assertEquals(ids(2, 3, 4, 5), node.reading());
  }

  @Test
  void aLoadThatFailedIsBegunAgainWhenNextAskedFor() {
    load(1);
    observe();
    node.end(id(1), new LoadOutcome.Failed("object-1 was out of reach"));
    assertEquals(new Inventory(7, ids(1), List.of()), observe());
    assertEquals(ids(1), node.fetched(), "not begun again by itself");
    load(1);
    assertEquals(ids(1), observe().loading());
    node.end(id(1), new LoadOutcome.NoRoom());
    load(1);
    observe();
    node.crash(id(1));
    load(1);
    assertEquals(new Inventory(7, ids(1), ids(1)), observe());
    assertEquals(ids(1, 1, 1, 1), node.fetched());
  }

  @Test
  void aReleasedPackageStaysUntilItsSpaceIsNeeded() {
    load(1, 2);
    observe();
    node.end(id(1), new LoadOutcome.Resident());
    partition.tell(new PartitionCommand.Release(id(1)));
    assertEquals(new Inventory(7, ids(2), ids(2)), observe());
    assertEquals(Map.of(id(1), false), node.released());
    assertEquals(Set.of(id(2)), node.held());
  }

  @Test
  void aPartitionThatRetainsNothingDropsWhatIsReleased() {
    var strict = kit.spawn(CachePartition.create(8, node, Retention.NONE, ReadCharge.NONE));
    strict.tell(new PartitionCommand.Hold(id(1), Standing.CLAIMED, false));
    strict.tell(new PartitionCommand.Release(id(1)));
    strict.tell(new PartitionCommand.Observe(probe.getRef()));
    assertEquals(new Inventory(8, List.of(), List.of()), probe.receiveMessage());
    assertEquals(Map.of(id(1), true), node.released());
  }

  @Test
  void aPartitionThatMovesReleasesWhatItHeldAndStops() {
    partition.tell(new PartitionCommand.Hold(id(1), Standing.PINNED, false));
    load(2);
    observe();
    partition.tell(new PartitionCommand.HandOver());
    probe.expectTerminated(partition);
    assertEquals(Map.of(id(1), false, id(2), false), node.released());
    assertEquals(Set.of(), node.held());
  }

  private void load(int... indices) {
    for (var index : indices) {
      partition.tell(new PartitionCommand.Hold(id(index), Standing.CLAIMED, true));
    }
  }

  /** What the partition has, after all that it was told before. */
  private Inventory observe() {
    partition.tell(new PartitionCommand.Observe(probe.getRef()));
    return probe.receiveMessage();
  }

  private static PackageId id(int index) {
    return new PackageId(VERSION, index);
  }

  private static List<PackageId> ids(int... indices) {
    return IntStream.of(indices).mapToObj(CachePartitionTest::id).toList();
  }
}
