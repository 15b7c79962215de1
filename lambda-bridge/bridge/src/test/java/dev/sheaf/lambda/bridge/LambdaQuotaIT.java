package dev.sheaf.lambda.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.lambda.bridge.OneBridge.Fleet;
import dev.sheaf.lambda.local.LocalLambdaSettings.Limits;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A new account: ten functions at once, and a fleet of more. */
@Timeout(60)
final class LambdaQuotaIT {
  private static final int QUOTA = 10;
  private static final int NODES = 16;
  private static final int PACKAGES = 24;
  private static final int SIZE = 60_000;

  @TempDir Path folder;

  private HandlerLambda lambda() {
    var aws = Limits.AWS;
    return new HandlerLambda(
        folder,
        new Limits(
            QUOTA,
            0,
            aws.environmentsPerTenSeconds(),
            aws.initLimit(),
            aws.freezeAfter(),
            aws.idleReclaim(),
            aws.eventRetries()),
        HandlerLambda.PRICES);
  }

  @Test
  void readsGoOnWithTheFunctionsThatMayRun() throws Exception {
    var fleet = new Fleet("quota", NODES, new StripeCode(4, 2));
    try (var lambda = lambda().with(fleet.names(), NODES);
        var invoker = lambda.invoker(fleet.names());
        var one = OneBridge.alone(fleet, invoker)) {
      for (int index = 0; index < PACKAGES; index++) {
        one.write(index, SIZE);
      }
      var found = 0;
      try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var read : readers.invokeAll(reads(one))) {
          found += read.get() ? 1 : 0;
        }
      }
      var figures = one.bridge.figures();
      System.out.printf(
          "%d of %d packages read, %d runs, %d times throttled%n",
          found, PACKAGES, figures.invocations(), figures.throttles());
      assertTrue(figures.throttles() > 0, "the quota was felt");
      assertTrue(found > 0, "nothing was read");
      assertEquals(0, figures.failures(), "to be throttled is no failure");
      assertEquals(0, figures.chunksCorrupt());
      one.awaitRest();
      assertTrue(
          one.calls.outcomes().stream()
              .anyMatch(each ->
                  each instanceof FunctionInvoker.Outcome.Throttled throttled
                      && throttled.remedy().contains("L-B99A9384")
                      && throttled.remedy().contains("sheaf.lambda.nodes")));
    }
  }

  private static List<Callable<Boolean>> reads(OneBridge one) {
    return IntStream.range(0, PACKAGES)
        .<Callable<Boolean>>mapToObj(index -> () -> one.reads(index, SIZE))
        .toList();
  }
}
