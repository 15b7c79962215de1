package dev.sheaf.lambda.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.lambda.bridge.BendingRelay.Bend;
import dev.sheaf.policies.books.FleetBook.Patience;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.ChunkHead.Kind;
import dev.sheaf.wire.chunk.ChunkHead.Status;
import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.Hello;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class LambdaBridgeTest {
  private static final int NODES = 8;

  /** Reads of the origin so dear that all parity is worth it. */
  private static final double EVERY_PARITY = 1e9;

  private static final StripeCode CODE = new StripeCode(4, 2);

  private ActorTestKit kit = ActorTestKit.create();
  private InProcessFunctions functions;
  private BendingRelay network;
  private LambdaBridge bridge;
  private int port;

  private LambdaTier tier(Path scratch) throws Exception {
    functions = new InProcessFunctions(scratch);
    network = new BendingRelay(functions);
    return start();
  }

  private LambdaTier start() throws Exception {
    var dialBack = DialBack.listen("127.0.0.1", 0);
    port = dialBack.port();
    var settings =
        new FleetSettings(
            "sheaf-test",
            NODES,
            256,
            64 << 20,
            0,
            CODE,
            EVERY_PARITY,
            "127.0.0.1:" + dialBack.port(),
            new FunctionPrices(200_000, 16_666_700, 1, true),
            new Patience(0, millis(300), millis(5_000), 3, millis(500)));
    var placement = kit.createTestProbe(ChunkPlacement.Command.class);
    bridge =
        LambdaBridge.start(
            kit.system(),
            settings,
            new LambdaBridge.Ports(new Alone(), placement.getRef(), network, dialBack));
    await(() -> bridge.function(NODES - 1).isPresent());
    return (LambdaTier) bridge.tier();
  }

  private static long millis(long count) {
    return Duration.ofMillis(count).toNanos();
  }

  @AfterEach
  void stop() throws Exception {
    kit.shutdownTestKit();
    bridge.close();
  }

  private static void await(BooleanSupplier so) throws InterruptedException {
    for (int i = 0; i < 1_000 && !so.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertTrue(so.getAsBoolean());
  }

  private static PackageKey key(int index) {
    return new PackageKey(1, 2, index, 0);
  }

  private static MemorySegment bytes(int index, int size) {
    var array = new byte[size];
    new Random(index).nextBytes(array);
    var segment = Arena.ofAuto().allocate(size);
    segment.copyFrom(MemorySegment.ofArray(array));
    return segment;
  }

  private static long soon() {
    return System.nanoTime() + Duration.ofSeconds(20).toNanos();
  }

  private void store(LambdaTier tier, int index, int size) throws InterruptedException {
    var before = bridge.figures().chunksWritten();
    tier.offer(key(index), bytes(index, size));
    await(() -> bridge.figures().chunksWritten() >= before + CODE.data());
  }

  private void assertReads(LambdaTier tier, int index, int size) {
    var into = Arena.ofAuto().allocate(size);
    assertInstanceOf(TierRead.Read.class, tier.read(key(index), into, soon()));
    assertEquals(-1, into.mismatch(bytes(index, size)), "package " + index);
  }

  @Test
  void whatWasOfferedIsReadAgainByteForByte(@TempDir Path scratch) throws Exception {
    var tier = tier(scratch);
    for (int size : List.of(1_000_000, 1, 63, 257, 4 * 64)) {
      store(tier, size, size);
      assertReads(tier, size, size);
    }
    assertInstanceOf(TierRead.Absent.class, tier.read(key(77), Arena.ofAuto().allocate(9), soon()));
  }

  @Test
  void aLossIsAMissAndIsWrittenAgainWithWhatIsLeft(@TempDir Path scratch) throws Exception {
    var tier = tier(scratch);
    store(tier, 1, 300_000);
    await(() -> bridge.figures().chunksWritten() == CODE.chunks());
    functions.reclaim("sheaf-test-0");
    functions.reclaim("sheaf-test-1");
    await(() -> bridge.function(0).orElseThrow().state().equals("asleep"));
    await(() -> bridge.function(1).orElseThrow().state().equals("asleep"));
    assertReads(tier, 1, 300_000);
    assertReads(tier, 1, 300_000);
    for (int node = 0; node < NODES; node++) {
      functions.reclaim("sheaf-test-" + node);
    }
    for (int node = 0; node < NODES; node++) {
      var which = node;
      await(() -> bridge.function(which).orElseThrow().state().equals("asleep"));
    }
    var into = Arena.ofAuto().allocate(300_000);
    assertInstanceOf(TierRead.Absent.class, tier.read(key(1), into, soon()));
    store(tier, 1, 300_000);
    assertReads(tier, 1, 300_000);
  }

  @Test
  void aBridgeThatForgotEverythingFindsWhatTheFunctionsStillHold(@TempDir Path scratch)
      throws Exception {
    var tier = tier(scratch);
    store(tier, 5, 500_000);
    await(() -> bridge.figures().chunksWritten() == CODE.chunks());
    kit.shutdownTestKit();
    bridge.close();
    kit = ActorTestKit.create();
    var again = start();
    await(() -> bridge.packages() == 1);
    await(() -> {
      var into = Arena.ofAuto().allocate(500_000);
      return again.read(key(5), into, soon()) instanceof TierRead.Read
          && into.mismatch(bytes(5, 500_000)) == -1;
    });
  }

  @Test
  void aFunctionThatCannotBeCalledIsALossToo(@TempDir Path scratch) throws Exception {
    var tier = tier(scratch);
    store(tier, 3, 200_000);
    await(() -> bridge.figures().chunksWritten() == CODE.chunks());
    functions.refusing.add("sheaf-test-2");
    functions.refusing.add("sheaf-test-3");
    await(() -> bridge.function(2).orElseThrow().state().equals("asleep"));
    await(() -> bridge.function(3).orElseThrow().state().equals("asleep"));
    assertReads(tier, 3, 200_000);
  }

  @ParameterizedTest
  @EnumSource(Bend.class)
  void whatTwoFunctionsSayWronglyNobodyIsGiven(Bend bend, @TempDir Path scratch) throws Exception {
    var tier = tier(scratch);
    for (int index = 0; index < 6; index++) {
      store(tier, index, 100_000 + index);
    }
    await(() -> bridge.figures().chunksWritten() == 6L * CODE.chunks());
    network.bends.put("sheaf-test-1", bend);
    network.bends.put("sheaf-test-6", bend);
    for (int index = 0; index < 6; index++) {
      assertReads(tier, index, 100_000 + index);
    }
    network.bends.clear();
    for (int index = 0; index < 6; index++) {
      assertReads(tier, index, 100_000 + index);
    }
    var corrupt = bridge.figures().chunksCorrupt();
    assertEquals(bend == Bend.FLIPPED, corrupt > 0, "flipped bits are counted: " + corrupt);
  }

  @Test
  void whoShowsNoTokenOfAnOpenCallIsSentAway(@TempDir Path scratch) throws Exception {
    tier(scratch);
    var hello = new Hello("0123", 0, 1, 0, 0, 0).bytes();
    var head = new ChunkHead(Kind.HELLO, Status.OK, 5, 1, ChunkKey.NONE, 0, hello.length, 0);
    try (var caller = new Socket(InetAddress.getLoopbackAddress(), port)) {
      caller.getOutputStream().write(head.bytes().array());
      caller.getOutputStream().write(hello);
      assertEquals(-1, caller.getInputStream().read());
    }
  }

  /** A fake of a cluster of one. */
  private static final class Alone implements ClusterView {
    private static final Member SELF =
        new Member("127.0.0.1:1#1", List.of("cache"), "", "", 1 << 20);

    @Override
    public Member self() {
      return SELF;
    }

    @Override
    public List<Member> members() {
      return List.of(SELF);
    }

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public List<Member> owners(int partition, int limit) {
      return List.of(SELF);
    }
  }
}
