package dev.sheaf.lambda.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.tier.Payer;
import dev.sheaf.lambda.bridge.BendingRelay.Bend;
import dev.sheaf.policies.economics.FleetAccounts.Charged;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.ChunkHead.Kind;
import dev.sheaf.wire.chunk.ChunkHead.Status;
import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.Hello;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packages go to functions and come back, whatever a function or the network between does. */
@Timeout(60)
final class LambdaBridgeTest {
  private static final int NODES = 8;
  private static final StripeCode CODE = new StripeCode(4, 2);
  private static final AtomicInteger FLEETS = new AtomicInteger();

  @TempDir static Path folder;
  private static HandlerLambda lambda;

  private final OneBridge.Fleet fleet =
      new OneBridge.Fleet("test" + FLEETS.incrementAndGet(), NODES, CODE);
  private SdkInvoker invoker;
  private BendingRelay network;
  private OneBridge one;

  @BeforeAll
  static void startLambda() {
    lambda = new HandlerLambda(folder);
  }

  @AfterAll
  static void stopLambda() {
    lambda.close();
  }

  @BeforeEach
  void start() throws Exception {
    lambda.withSingle(fleet.names(), NODES);
    invoker = lambda.invoker(fleet.names());
    network = new BendingRelay(invoker);
    one = OneBridge.alone(fleet, network);
  }

  @AfterEach
  void stop() throws Exception {
    one.close();
    network.close();
    invoker.close();
  }

  @Test
  void whatWasWrittenIsReadAgainByteForByte() throws Exception {
    for (int size : List.of(1_000_000, 1, 63, 257, 4 * 64)) {
      one.store(size, size);
      one.assertReads(size, size);
    }
    assertFalse(one.reads(77, 9));
  }

  @Test
  void whatWasReadFromBelowIsKeptAside() throws Exception {
    one.offer(4, 300_000);
    Eventually.is(() -> one.bridge.figures().chunksWritten() == CODE.chunks());
    one.assertReads(4, 300_000);
  }

  @Test
  void aLossIsAMissAndIsWrittenAgainWithWhatIsLeft() throws Exception {
    one.store(1, 300_000);
    lambda.reclaim(one.function(0));
    lambda.reclaim(one.function(1));
    one.assertReads(1, 300_000);
    one.assertReads(1, 300_000);
    for (int node = 0; node < NODES; node++) {
      lambda.reclaim(one.function(node));
    }
    assertFalse(one.reads(1, 300_000));
    one.store(1, 300_000);
    one.assertReads(1, 300_000);
  }

  @Test
  void runsAreOnTheAccountsOfThoseWhoseReadsAndWritesTheyServed() throws Exception {
    Eventually.is(this::allCameBack);
    assertEquals(List.of(), one.bridge.settle());
    var before = one.bridge.figures();
    assertEquals((double) before.costMicroUsd(), before.unattributedMicroUsd(), 1, "nobody read");
    new Payer("writer").run(() -> one.offer(1, 400_000));
    Eventually.is(() -> one.bridge.figures().chunksWritten() == CODE.chunks() && allCameBack());
    var charged = new ArrayList<>(one.bridge.settle());
    assertEquals(List.of("writer"), charged.stream().map(Charged::job).toList());
    new Payer("reader").run(() -> one.assertReads(1, 400_000));
    Eventually.is(this::allCameBack);
    charged.addAll(one.bridge.settle());
    assertTrue(charged.stream().anyMatch(each -> each.job().equals("reader")), "" + charged);
    var after = one.bridge.figures();
    var paid = charged.stream().mapToDouble(each -> each.cost().costMicroUsd()).sum();
    assertEquals((double) after.costMicroUsd(), paid + before.unattributedMicroUsd(), 1);
    assertEquals(before.unattributedMicroUsd(), after.unattributedMicroUsd(), 1e-9);
  }

  private boolean allCameBack() {
    var begun = 0;
    for (int node = 0; node < NODES; node++) {
      begun += one.calls.of(one.function(node));
    }
    return begun >= NODES && one.bridge.figures().invocations() == begun;
  }

  @Test
  void aBridgeThatForgotEverythingFindsWhatTheFunctionsStillHold() throws Exception {
    one.store(5, 500_000);
    one.awaitRest();
    one.close();
    one = OneBridge.alone(fleet, network);
    Eventually.is(() -> one.chunks() == CODE.chunks());
    one.assertReads(5, 500_000);
    assertEquals(0, one.bridge.figures().chunksWritten(), "nothing was written again");
  }

  @ParameterizedTest
  @EnumSource(Bend.class)
  void whatTwoFunctionsSayWronglyNobodyIsGiven(Bend bend) throws Exception {
    for (int index = 0; index < 6; index++) {
      one.store(index, 100_000 + index);
    }
    network.bends.put(one.function(1), bend);
    network.bends.put(one.function(6), bend);
    for (int index = 0; index < 6; index++) {
      one.assertReads(index, 100_000 + index);
    }
    network.bends.clear();
    for (int index = 0; index < 6; index++) {
      one.assertReads(index, 100_000 + index);
    }
    var corrupt = one.bridge.figures().chunksCorrupt();
    assertEquals(bend == Bend.FLIPPED, corrupt > 0, "flipped bits are counted: " + corrupt);
  }

  @Test
  void whoShowsNoTokenOfAnOpenCallIsSentAway() throws Exception {
    var hello = new Hello("0123", 0, 1, 0, 0, 0).bytes();
    var head = new ChunkHead(Kind.HELLO, Status.OK, 5, 1, ChunkKey.NONE, 0, hello.length, 0);
    try (var caller = new Socket(InetAddress.getLoopbackAddress(), one.port())) {
      caller.getOutputStream().write(head.bytes().array());
      caller.getOutputStream().write(hello);
      assertEquals(-1, caller.getInputStream().read());
    }
  }
}
