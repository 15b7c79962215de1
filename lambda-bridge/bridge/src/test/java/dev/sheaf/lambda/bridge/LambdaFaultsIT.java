package dev.sheaf.lambda.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.lambda.bridge.FunctionInvoker.Outcome;
import dev.sheaf.lambda.bridge.OneBridge.Fleet;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.model.ThrottleReason;

/**
 * What is wrong with an account, its rights, its region or a clock costs what functions would have
 * spared, never a read; and one complaint says what to do.
 */
@Timeout(60)
final class LambdaFaultsIT {
  private static final int NODES = 8;
  private static final int SIZE = 100_000;
  private static final StripeCode CODE = new StripeCode(4, 2);
  private static final String INVOKE = "lambda:InvokeFunction";

  /** Whoever is called stays for a tick, so that a run is still open when its call is overdue. */
  private static final FunctionPrices SLOW_TICKS =
      new FunctionPrices(200_000, 16_666_700, 2_000, true);

  private static final AtomicInteger FLEETS = new AtomicInteger();

  @TempDir static Path folder;
  private static HandlerLambda lambda;

  private final Fleet fleet = new Fleet("faults" + FLEETS.incrementAndGet(), NODES, CODE);

  @BeforeAll
  static void start() {
    lambda = new HandlerLambda(folder);
  }

  @AfterAll
  static void stop() {
    lambda.close();
  }

  private static void assertSays(String words, String... parts) {
    for (var part : parts) {
      assertTrue(words.contains(part), () -> part + " is not in: " + words);
    }
    assertFalse(words.contains("Exception") || words.contains("\n"), words);
  }

  /** No function can be called: nothing is kept, nothing is read, and one complaint says why. */
  private void nothingWorksBut(SdkInvoker invoker, String... complaint) throws Exception {
    try (invoker;
        var one = OneBridge.alone(fleet, invoker)) {
      one.awaitRest();
      assertEquals(0, one.write(1, SIZE));
      assertFalse(one.reads(1, SIZE));
      assertSays(one.fault(), complaint);
      assertSays(one.fault(), one.function(0) + " and 7 more");
      assertEquals(0, one.bridge.figures().invocations(), "nothing ran");
    }
  }

  @Test
  void aWrongSecretIsOneComplaint() throws Exception {
    lambda.withSingle(fleet.names(), NODES);
    nothingWorksBut(
        lambda.invoker(fleet.names(), HandlerLambda.REGION, "another secret"),
        "AWS does not know these credentials",
        "the secret is not that of the access key",
        "check the profile or the keys");
  }

  @Test
  void anotherRegionThanTheEndpointsIsNamedBySetting() throws Exception {
    lambda.withSingle(fleet.names(), NODES);
    nothingWorksBut(
        lambda.invoker(fleet.names(), "eu-west-1", HandlerLambda.SECRET),
        "another region",
        "sheaf.lambda.region",
        "sheaf.lambda.endpoint");
  }

  @Test
  void functionsThatAreNotThereAreToBeDeployed() throws Exception {
    nothingWorksBut(lambda.invoker(fleet.names()), "sheaf lambda deploy", "sheaf.lambda.region");
  }

  @Test
  void anEndpointThatNobodyAnswersIsNamed() throws Exception {
    URI closed;
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = URI.create("http://127.0.0.1:" + taken.getLocalPort());
    }
    nothingWorksBut(
        HandlerLambda.invoker(fleet.names(), HandlerLambda.REGION, HandlerLambda.SECRET, closed),
        "Lambda cannot be reached",
        "sheaf.lambda.endpoint");
  }

  @Test
  void whatIamDeniesIsReadFromTheOthersUntilItIsAllowed() throws Exception {
    lambda.withSingle(fleet.names(), NODES);
    var permissions = lambda.lambda.permissions();
    try (var invoker = lambda.invoker(fleet.names());
        var one = OneBridge.alone(fleet, invoker)) {
      one.store(1, SIZE);
      one.store(2, SIZE);
      one.awaitRest();
      permissions.deny(INVOKE, one.function(2));
      permissions.deny(INVOKE, one.function(3));
      one.assertReads(1, SIZE);
      one.assertReads(2, SIZE);
      assertTrue(one.write(3, SIZE) >= CODE.data());
      one.assertReads(3, SIZE);
      assertSays(
          one.fault(),
          one.function(2) + " and 1 more",
          "do not allow " + INVOKE,
          fleet.names().bridgePolicy(),
          "BridgePolicyArn",
          "deploy/lambda/sheaf-fleet.yaml");
      permissions.allowAll();
      worksAgain(one);
      assertEquals(0, one.bridge.figures().nodesLost(), "nothing was lost by it");
    } finally {
      permissions.allowAll();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void aClockThatJumpsIsNamedAndHarmlessWhenItIsSet(long hours) throws Exception {
    lambda.withSingle(fleet.names(), NODES);
    try (var invoker = lambda.invoker(fleet.names());
        var one = OneBridge.alone(fleet, invoker)) {
      one.store(1, SIZE);
      one.awaitRest();
      lambda.lambda.setClockAhead(Duration.ofHours(hours));
      assertFalse(one.reads(1, SIZE));
      assertSays(one.fault(), "clock is more than 5 minutes off", "set the clock", "NTP");
      lambda.lambda.setClockAhead(Duration.ZERO);
      Eventually.is(() -> one.reads(1, SIZE));
      worksAgain(one);
    } finally {
      lambda.lambda.setClockAhead(Duration.ZERO);
    }
  }

  @Test
  void aTwinThatStartsInPlaceOfALateFunctionIsALossAndNothingElse() throws Exception {
    lambda.with(fleet.names(), NODES);
    try (var invoker = lambda.invoker(fleet.names());
        var network = new BendingRelay(invoker);
        var one = impatient(network)) {
      var late = late(network, one);
      Eventually.is(() -> environments(one.function(0)) == 2);
      readsNothingWrong(one);
      late.countDown();
      one.awaitRest();
      assertEquals(0, network.bytesToLate.get(), "who greets too late is not talked to");
      readsNothingWrong(one);
      worksAgain(one);
      assertEquals(0, one.bridge.figures().chunksCorrupt());
    }
  }

  private static long environments(String function) {
    return lambda.lambda.figures().environments().stream()
        .filter(each -> each.function().equals(function))
        .count();
  }

  @Test
  void aFunctionThatReservedOneRunHasNoTwin() throws Exception {
    lambda.withSingle(fleet.names(), NODES);
    try (var invoker = lambda.invoker(fleet.names());
        var network = new BendingRelay(invoker);
        var one = impatient(network)) {
      var late = late(network, one);
      Eventually.is(
          () -> one.calls.outcomes().stream().anyMatch(each -> each instanceof Outcome.Throttled));
      late.countDown();
      one.awaitRest();
      assertEquals(0, network.bytesToLate.get(), "who greets too late is not talked to");
      readsNothingWrong(one);
      assertEquals(0, one.bridge.faults().size(), "it passes by itself");
      worksAgain(one);
      assertEquals(0, one.bridge.figures().nodesLost(), "it is the one that it was");
      var reason = ThrottleReason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED.toString();
      assertTrue(
          one.calls.outcomes().stream()
              .anyMatch(each -> each.equals(new Outcome.Throttled(reason, ""))));
    }
  }

  /** Packages are kept whole again, and nothing is complained of, as soon as rests are over. */
  private static void worksAgain(OneBridge one) throws Exception {
    var index = new AtomicInteger(100);
    Eventually.is(() ->
        one.write(index.incrementAndGet(), SIZE) == CODE.chunks() && one.bridge.faults().isEmpty());
  }

  /** What the first function says when it is called next is kept back. */
  private static CountDownLatch late(BendingRelay network, OneBridge one) throws Exception {
    for (int index = 0; index < 4; index++) {
      one.write(index, SIZE);
    }
    one.awaitRest();
    var late = new CountDownLatch(1);
    var calls = one.calls.of(one.function(0));
    network.keepBack(one.function(0), late);
    for (int index = 4; index < 8; index++) {
      one.offer(index, SIZE);
    }
    one.calls.awaitBegun(one.function(0), calls + 1);
    readsNothingWrong(one);
    return late;
  }

  /** A bridge of functions that are warm, which calls again who does not call back soon. */
  private OneBridge impatient(BendingRelay network) throws Exception {
    try (var first = OneBridge.alone(fleet, network)) {
      first.awaitRest();
    }
    return OneBridge.alone(fleet.with(SLOW_TICKS).invokedWithin(700), network);
  }

  /**
   * A package that two twins share between them may be absent; what is read is what was written.
   */
  private static void readsNothingWrong(OneBridge one) {
    for (int index = 0; index < 4; index++) {
      one.reads(index, SIZE);
    }
  }
}
