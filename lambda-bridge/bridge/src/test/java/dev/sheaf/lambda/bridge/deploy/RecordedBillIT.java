package dev.sheaf.lambda.bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.lambda.bridge.ChunkPlacement;
import dev.sheaf.lambda.bridge.DialBack;
import dev.sheaf.lambda.bridge.FleetRecording;
import dev.sheaf.lambda.bridge.FleetSettings;
import dev.sheaf.lambda.bridge.LambdaBridge;
import dev.sheaf.lambda.bridge.SdkInvoker;
import dev.sheaf.lambda.bridge.account.ClientSockets;
import dev.sheaf.lambda.function.ChunkHandler;
import dev.sheaf.lambda.local.LocalLambda;
import dev.sheaf.lambda.local.LocalLambdaSettings;
import dev.sheaf.lambda.local.LocalLambdaSettings.Kind;
import dev.sheaf.policies.books.FleetBook.Patience;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.simulation.lambda.LambdaBill;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * A run of a local Lambda is recorded and made again of simulated functions.
 *
 * <p>How near the bills are on this machine at this moment is not tested here: a recording of real
 * processes is held to 2 % by the simulator's own tests.
 */
@Timeout(120)
final class RecordedBillIT {
  private static final int FUNCTIONS = 6;
  private static final int BYTES = 64 << 10;
  private static final int LOOKS_IN_A_ROW = 5;
  private static final FunctionPrices PRICES = new FunctionPrices(200_000, 16_666_700, 1, true);
  private static final DatasetVersion VERSION = new DatasetVersion("toys", "7".repeat(64));

  @TempDir Path folder;
  private final AtomicInteger environments = new AtomicInteger();

  @Test
  void whatAFleetWasBilledForIsWrittenDownAndCanBeBilledAgain() throws Exception {
    var kit = ActorTestKit.create();
    try (var lambda = LocalLambda.start(settings());
        var invoker = invoker(lambda)) {
      deploy(lambda);
      try (var bridge = bridge(kit, invoker)) {
        await(() -> bridge.figures().coldStarts() == FUNCTIONS && billed(bridge, lambda));
        record(bridge, lambda);
      }
    } finally {
      kit.shutdownTestKit();
    }
  }

  private void record(LambdaBridge bridge, LocalLambda lambda) throws Exception {
    var recording = bridge.record();
    write(bridge);
    for (int i = 0; i < 3; i++) {
      await(() -> asleep(bridge) && billed(bridge, lambda));
      read(bridge);
    }
    await(() -> asleep(bridge) && billed(bridge, lambda));
    assertTrue(recording.measured() > 0, "runs that served one request are measured");
    var before = lambda.bill().total().picoUsd();
    recording.begin();
    for (int i = 0; i < 20; i++) {
      read(bridge);
    }
    recording.reclaimed(0);
    lambda.reclaim("sheaf-lab-0", LocalLambda.Manner.ABRUPT);
    read(bridge);
    await(() -> asleep(bridge) && billed(bridge, lambda));
    recording.end();
    assertEquals(lambda.bill().total().picoUsd() - before, recording.cost().picoUsd());
    assertBilledAgain(recording);
  }

  private void assertBilledAgain(FleetRecording recording) throws Exception {
    var file = Files.writeString(folder.resolve("run.csv"), recording.text());
    var figures = LambdaBill.replay(file).figures();
    assertEquals(recording.cost().costMicroUsd(), figures.get("liveMicroUsd"), 1e-6);
    assertTrue(figures.get("requests") >= 21 * 4, "" + figures);
    assertTrue(figures.get("simulatedRuns") >= 4, "" + figures);
    assertTrue(figures.get("simulatedMicroUsd") > 0, "" + figures);
  }

  private static void write(LambdaBridge bridge) throws InterruptedException {
    try (var arena = Arena.ofShared()) {
      bridge.write(new PackageId(VERSION, 1), arena.allocate(BYTES).fill((byte) 7));
    }
  }

  private static void read(LambdaBridge bridge) {
    try (var arena = Arena.ofShared()) {
      var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      var came = bridge.read(new PackageId(VERSION, 1), arena.allocate(BYTES), until);
      assertInstanceOf(TierRead.Read.class, came);
    }
  }

  private static boolean asleep(LambdaBridge bridge) {
    for (int i = 0; i < FUNCTIONS; i++) {
      if (!bridge.function(i).map(each -> each.state().equals("asleep")).orElse(false)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the bill of every run has come; the provider makes it out before it answers. */
  private static boolean billed(LambdaBridge bridge, LocalLambda lambda) {
    return lambda.figures().environments().stream()
            .noneMatch(each -> each.state().equals("running"))
        && bridge.figures().invocations() == lambda.bill().total().invocations();
  }

  /** Waits until it is so, and stays so for some looks. */
  private static void await(BooleanSupplier so) throws InterruptedException {
    for (int look = 0, row = 0; look < 3_000; look++) {
      row = so.getAsBoolean() ? row + 1 : 0;
      if (row == LOOKS_IN_A_ROW) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new AssertionError("it is not so for long");
  }

  private LocalLambdaSettings settings() {
    return LocalLambdaSettings.of(
        folder.resolve("lambda"),
        Map.of("key", "secret"),
        new Kind.InProcess(
            () -> new ChunkHandler(folder.resolve("env" + environments.incrementAndGet()))),
        PRICES);
  }

  private static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));
  }

  private static SdkInvoker invoker(LocalLambda lambda) {
    return new SdkInvoker(
        new SdkInvoker.Place(
            Fleets.LAB,
            "us-east-1",
            lambda.endpoint(),
            credentials(),
            2 * FUNCTIONS,
            Duration.ofMinutes(15)));
  }

  private void deploy(LocalLambda lambda) throws Exception {
    var code = FunctionCode.pack(LocalDeployIT.functionClasses(), folder.resolve("code.zip"));
    try (var sockets = new ClientSockets("test-deployer", 1);
        var client = LocalDeployIT.client(lambda, "secret", sockets)) {
      var deployer = LocalDeployIT.deployer(client);
      var wanted = new FleetSpec(Fleets.LAB, FUNCTIONS, Fleets.function(256, code.sha256()));
      deployer.apply(wanted, FleetPlan.of(wanted, deployer.there(), false), code, told -> {});
    }
  }

  private static LambdaBridge bridge(ActorTestKit kit, SdkInvoker invoker) throws Exception {
    var dialBack = DialBack.listen("127.0.0.1", 0);
    var patience =
        new Patience(
            0,
            TimeUnit.MILLISECONDS.toNanos(250),
            TimeUnit.SECONDS.toNanos(10),
            3,
            TimeUnit.SECONDS.toNanos(1));
    var settings =
        new FleetSettings(
            Fleets.LAB,
            FUNCTIONS,
            256,
            64 << 20,
            0,
            new StripeCode(4, 1),
            1e9,
            "127.0.0.1:" + dialBack.port(),
            PRICES,
            patience,
            new FleetSettings.Upkeep(false, false));
    var placement = kit.createTestProbe(ChunkPlacement.Command.class);
    return LambdaBridge.start(
        kit.system(),
        settings,
        new LambdaBridge.Ports(new Alone(), placement.getRef(), invoker, dialBack));
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
