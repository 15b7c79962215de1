package dev.sheaf.node.bench;

import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.lambda.bridge.LambdaBridge;
import dev.sheaf.lambda.local.LocalLambda;
import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.scratch.ScratchFolder;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A node with function processes of its own, and packages whose bytes are known: each is a stretch
 * of the same random bytes that begins elsewhere.
 */
final class FunctionsUnderTest implements AutoCloseable {
  private static final int MOST_BYTES = 16 << 20;
  private static final int SHIFT_BYTES = 64;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_MILLIS = 5;
  private static final String CLUSTER = "bench";
  private static final DatasetVersion VERSION = new DatasetVersion(CLUSTER, "5".repeat(64));

  private final ScratchFolder scratch;
  private final SheafNode node;
  private final LambdaBridge bridge;
  private final LocalLambda lambda;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment random = arena.allocate(2 * MOST_BYTES);

  private FunctionsUnderTest(ScratchFolder scratch, SheafNode node) {
    this.scratch = scratch;
    this.node = node;
    var fleet = node.functions().orElseThrow();
    this.bridge = fleet.bridge();
    this.lambda = fleet.local().orElseThrow();
    var bytes = new byte[2 * MOST_BYTES];
    new Random(5).nextBytes(bytes);
    random.copyFrom(MemorySegment.ofArray(bytes));
  }

  /** Starts a node and waits until each of its functions has been called once. */
  static FunctionsUnderTest start(int functions, StripeCode code)
      throws IOException, NodeStartException, InterruptedException {
    var scratch = ScratchFolder.create("bench-lambda");
    var settings =
        List.of(
            "cache.memory=1 MiB",
            "lambda.mode=local",
            "lambda.cluster=" + CLUSTER,
            "lambda.memory=256 MiB",
            "lambda.nodes=" + functions,
            "lambda.code=" + code);
    var node = SheafNode.start(ScratchSettings.of(scratch.path().resolve("state"), settings));
    var started = new FunctionsUnderTest(scratch, node);
    started.await(() -> started.bridge.figures().coldStarts() >= functions);
    return started;
  }

  LambdaBridge bridge() {
    return bridge;
  }

  LocalLambda lambda() {
    return lambda;
  }

  /** Takes a function's environment away in the midst of whatever it does. */
  void reclaim(int function) {
    lambda.reclaim("sheaf-%s-%d".formatted(CLUSTER, function), LocalLambda.Manner.ABRUPT);
  }

  /** Waits until all functions are frozen. */
  void awaitSleep() throws InterruptedException {
    await(() -> {
      for (int function = 0; function < bridge.functions(); function++) {
        if (!bridge.function(function).map(view -> view.state().equals("asleep")).orElse(false)) {
          return false;
        }
      }
      return lambda.figures().environments().stream()
          .noneMatch(environment -> environment.state().equals("running"));
    });
  }

  /** Waits until all functions are frozen and the bills of their runs have come. */
  void awaitBills() throws InterruptedException {
    awaitSleep();
    await(() -> bridge.figures().invocations() == lambda.bill().total().invocations());
  }

  private void await(BooleanSupplier reached) throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the functions did not get where they should: " + bridge.figures());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  MemorySegment room(int bytes) {
    return arena.allocate(bytes);
  }

  int write(int index, int bytes) throws InterruptedException {
    return bridge.write(id(index), content(index, bytes));
  }

  void drop(int index) {
    bridge.drop(id(index));
  }

  /** Reads a package; false when it is not there. */
  boolean read(int index, MemorySegment into) {
    return bridge.read(id(index), into, System.nanoTime() + PATIENCE_NANOS)
        instanceof TierRead.Read;
  }

  /** Throws unless these are the package's bytes. */
  void check(int index, MemorySegment bytes) {
    if (bytes.mismatch(content(index, (int) bytes.byteSize())) != -1) {
      throw new IllegalStateException("package " + index + " is not what was written");
    }
  }

  private MemorySegment content(int index, int bytes) {
    return random.asSlice((long) index * SHIFT_BYTES, bytes);
  }

  private static PackageId id(int index) {
    return new PackageId(VERSION, index);
  }

  @Override
  public void close() throws IOException {
    node.close();
    arena.close();
    scratch.close();
  }
}
