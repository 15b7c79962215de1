package dev.sheaf.lambda.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.lambda.bridge.OneBridge.Fleet;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.wire.chunk.FunctionCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes share a fleet; one falls silent, and the other takes its functions over. */
@Timeout(60)
final class LambdaAdoptionIT {
  private static final String A = "10.0.0.1:25520#1";
  private static final String B = "10.0.0.2:25520#1";
  private static final int NODES = 10;
  private static final int PACKAGES = 6;
  private static final int SIZE = 90_000;
  private static final StripeCode CODE = new StripeCode(2, 1);

  /** To be called is so dear that a run stays until its bridge has been silent for too long. */
  private static final FunctionPrices DEAR_CALLS =
      new FunctionPrices(400_000_000, 16_666_700, 1, true);

  @TempDir Path folder;

  /** Passes the calls of several bridges on, and notes when two call a function at once. */
  private static final class Exclusive {
    private final FunctionInvoker invoker;
    private final Map<String, String> open = new HashMap<>();
    private final List<String> clashes = new ArrayList<>();

    Exclusive(FunctionInvoker invoker) {
      this.invoker = invoker;
    }

    FunctionInvoker of(String bridge) {
      return (function, call) -> invoke(bridge, function, call);
    }

    private CompletionStage<FunctionInvoker.Outcome> invoke(
        String bridge, String function, FunctionCall call) {
      begins(bridge, function);
      return invoker
          .invoke(function, call)
          .whenComplete((outcome, failure) -> ended(bridge, function));
    }

    private synchronized void begins(String bridge, String function) {
      var other = open.put(function, bridge);
      if (other != null && !other.equals(bridge)) {
        clashes.add(function + " by " + bridge + " while it runs for " + other);
      }
    }

    private synchronized void ended(String bridge, String function) {
      open.remove(function, bridge);
    }

    synchronized List<String> clashes() {
      return List.copyOf(clashes);
    }
  }

  @Test
  void functionsOfANodeThatFellSilentAreTakenOverWithWhatTheyHold() throws Exception {
    var fleet = new Fleet("two", NODES, CODE).with(DEAR_CALLS);
    var cluster = new FakeCluster().up(A, B);
    try (var lambda = new HandlerLambda(folder).withSingle(fleet.names(), NODES);
        var invoker = lambda.invoker(fleet.names());
        var calls = new ExclusiveNetworks(invoker);
        var a = new OneBridge(fleet, cluster.seenBy(A), calls.near);
        var b = new OneBridge(fleet, cluster.seenBy(B), calls.far)) {
      var ofA = owned(a);
      Eventually.is(() -> owned(a).size() + owned(b).size() == NODES);
      assertTrue(
          owned(a).size() >= CODE.chunks() && owned(b).size() >= CODE.chunks(), ofA::toString);
      for (int index = 0; index < PACKAGES; index++) {
        a.store(index, SIZE);
        a.assertReads(index, SIZE);
        assertFalse(b.reads(index, SIZE), "it is on functions of the other node");
      }
      b.store(100, SIZE);
      calls.near.freeze();
      cluster.up(B);
      Eventually.is(() -> owned(b).size() == NODES);
      Eventually.is(() -> b.chunks() == (PACKAGES + 1L) * CODE.chunks());
      for (int index = 0; index < PACKAGES; index++) {
        b.assertReads(index, SIZE);
      }
      b.assertReads(100, SIZE);
      assertEquals(
          CODE.chunks(), b.bridge.figures().chunksWritten(), "only its own package was written");
      assertEquals(List.of(), calls.exclusive.clashes());
      assertEquals(0, lambda.lambda.figures().counts().throttled(), "nobody was called twice");
    }
  }

  /** The networks of two bridges before one account. */
  private static final class ExclusiveNetworks implements AutoCloseable {
    final Exclusive exclusive;
    final BendingRelay near;
    final BendingRelay far;

    ExclusiveNetworks(FunctionInvoker invoker) {
      exclusive = new Exclusive(invoker);
      near = new BendingRelay(exclusive.of("A"));
      far = new BendingRelay(exclusive.of("B"));
    }

    @Override
    public void close() {
      near.close();
      far.close();
    }
  }

  private static List<Integer> owned(OneBridge one) {
    return IntStream.range(0, NODES)
        .filter(node -> one.bridge.function(node).isPresent())
        .boxed()
        .toList();
  }
}
