package dev.sheaf.lambda.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.policies.books.FleetBook.Patience;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** A node's bridge with its actors, and packages whose bytes follow from their numbers. */
final class OneBridge implements AutoCloseable {
  static final int MEMORY_MB = 256;

  /** Reads of the origin so dear that all parity is worth it. */
  private static final double EVERY_PARITY = 1e9;

  private final ActorTestKit kit = ActorTestKit.create();
  private final DialBack dialBack;
  private final Fleet fleet;
  private final LambdaTier tier;
  final LambdaBridge bridge;
  final Calls calls;

  /** What differs between tests. */
  record Fleet(
      FleetNames names, int nodes, StripeCode code, FunctionPrices prices, Patience patience) {
    Fleet(String cluster, int nodes, StripeCode code) {
      this(
          new FleetNames(cluster),
          nodes,
          code,
          HandlerLambda.PRICES,
          new Patience(0, millis(300), millis(5_000), 3, 1));
    }

    Fleet with(FunctionPrices other) {
      return new Fleet(names, nodes, code, other, patience);
    }

    /** A function that does not call within this time is called again. */
    Fleet invokedWithin(long invokeMillis) {
      return new Fleet(
          names, nodes, code, prices, new Patience(0, millis(300), millis(invokeMillis), 3, 1));
    }
  }

  OneBridge(Fleet fleet, ClusterView view, FunctionInvoker invoker) throws IOException {
    this.fleet = fleet;
    this.calls = new Calls(invoker);
    this.dialBack = DialBack.listen("127.0.0.1", 0);
    var settings =
        new FleetSettings(
            fleet.names(),
            fleet.nodes(),
            MEMORY_MB,
            64 << 20,
            0,
            fleet.code(),
            EVERY_PARITY,
            "127.0.0.1:" + dialBack.port(),
            fleet.prices(),
            fleet.patience(),
            new FleetSettings.Upkeep(false, false));
    var placement = kit.createTestProbe(ChunkPlacement.Command.class);
    this.bridge =
        LambdaBridge.start(
            kit.system(),
            settings,
            new LambdaBridge.Ports(view, placement.getRef(), calls, dialBack));
    this.tier = bridge.tier();
  }

  private static long millis(long count) {
    return Duration.ofMillis(count).toNanos();
  }

  /** The bridge of a cluster of one, when it has called each of its functions once. */
  static OneBridge alone(Fleet fleet, FunctionInvoker invoker) throws Exception {
    var one = new OneBridge(fleet, FakeCluster.alone(), invoker);
    one.awaitBegun(1);
    return one;
  }

  /** Waits until every function was called so often. */
  void awaitBegun(int times) throws InterruptedException {
    for (int node = 0; node < fleet.nodes(); node++) {
      calls.awaitBegun(function(node), times);
    }
  }

  /** Chunks that its functions have told of. A read before all have told mends what is not lost. */
  long chunks() {
    return IntStream.range(0, fleet.nodes())
        .mapToObj(bridge::function)
        .flatMap(Optional::stream)
        .mapToLong(LambdaBridge.FunctionView::chunks)
        .sum();
  }

  /** Waits until all runs are over. */
  void awaitRest() throws InterruptedException {
    for (int node = 0; node < fleet.nodes(); node++) {
      calls.awaitOver(function(node), 0);
    }
  }

  String function(int node) {
    return fleet.names().function(node);
  }

  /** Where functions call. */
  int port() {
    return dialBack.port();
  }

  static PackageKey key(int index) {
    return new PackageKey(1, 2, index, 0);
  }

  static MemorySegment bytes(int index, int size) {
    var array = new byte[size];
    new Random(index).nextBytes(array);
    var segment = Arena.ofAuto().allocate(size);
    segment.copyFrom(MemorySegment.ofArray(array));
    return segment;
  }

  private static long soon() {
    return System.nanoTime() + Duration.ofSeconds(20).toNanos();
  }

  /** Writes a package; how many of its chunks arrived. */
  int write(int index, int size) throws InterruptedException {
    return tier.write(key(index), bytes(index, size));
  }

  /** Has a package written aside. */
  void offer(int index, int size) {
    tier.offer(key(index), bytes(index, size));
  }

  /** Writes a package of which all chunks must arrive. */
  void store(int index, int size) throws InterruptedException {
    assertEquals(fleet.code().chunks(), write(index, size), "chunks of package " + index);
  }

  /** Whether the package is there; what is there must be what was written. */
  boolean reads(int index, int size) {
    var into = Arena.ofAuto().allocate(size);
    var read = tier.read(key(index), into, soon());
    if (read instanceof TierRead.Read) {
      assertEquals(-1, into.mismatch(bytes(index, size)), "package " + index);
      return true;
    }
    assertInstanceOf(TierRead.Absent.class, read);
    return false;
  }

  void assertReads(int index, int size) {
    assertTrue(reads(index, size), "package " + index + " is absent");
  }

  /** The only fault. */
  String fault() {
    var faults = bridge.faults();
    assertEquals(1, faults.size(), faults::toString);
    return faults.getFirst();
  }

  @Override
  public void close() throws IOException {
    kit.shutdownTestKit();
    bridge.close();
  }
}
