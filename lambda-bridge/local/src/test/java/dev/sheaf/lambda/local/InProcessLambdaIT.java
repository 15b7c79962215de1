package dev.sheaf.lambda.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.sheaf.lambda.local.LocalLambdaSettings.Kind;
import dev.sheaf.lambda.local.LocalLambdaSettings.Limits;
import dev.sheaf.lambda.local.LocalLambdaSettings.Reclaims;
import dev.sheaf.lambda.local.network.NetworkFault;
import dev.sheaf.lambda.local.permission.Permissions;
import dev.sheaf.policies.functions.Reclamation;
import dev.sheaf.policies.functions.Reclamation.Strike;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Hundreds of functions in this JVM behind the same API. */
class InProcessLambdaIT {
  @TempDir Path folder;

  /** Counts its calls; sleeps, or throws, when it is told to. */
  private static final class Counting implements RequestStreamHandler {
    private int calls;

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
        throws IOException {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\"", "");
      if (text.equals("throw")) {
        throw new IOException("thrown by " + context.getFunctionName());
      }
      if (text.equals("sleep")) {
        try {
          Thread.sleep(Duration.ofMinutes(5));
        } catch (InterruptedException e) {
          return;
        }
      }
      out.write(Integer.toString(++calls).getBytes(StandardCharsets.UTF_8));
    }
  }

  private LocalLambdaSettings settings() {
    return LocalLambdaSettings.of(
        folder.resolve("lambda"),
        Deployed.KEYS,
        new Kind.InProcess(Counting::new),
        Deployed.PRICES);
  }

  private static Limits limits(int concurrency, int environments, Duration idle) {
    var aws = Limits.AWS;
    return new Limits(
        concurrency, 0, environments, aws.initLimit(), aws.freezeAfter(), idle, List.of());
  }

  @Test
  void manyFunctionsKeepTheirOwnStateUntilAShareIsTaken() {
    try (var deployed = new Deployed(settings())) {
      IntStream.range(0, 120).forEach(i -> deployed.function("node-" + i));
      for (int round = 1; round <= 2; round++) {
        for (int i = 0; i < 120; i++) {
          assertEquals(Integer.toString(round), deployed.call("node-" + i, "count"));
        }
      }
      assertEquals("inProcess", deployed.lambda.figures().kind());
      assertEquals(60, deployed.lambda.reclaimShare(0.5, 7));
      var again =
          IntStream.range(0, 120).filter(i -> deployed.call("node-" + i, "count").equals("1"));
      assertEquals(60, again.count());
      assertEquals(180, deployed.lambda.figures().counts().coldStarts());
      assertEquals(360, deployed.lambda.bill().total().invocations());
    }
  }

  @Test
  void functionsAreListedByPages() {
    try (var deployed = new Deployed(settings())) {
      IntStream.range(0, 60).forEach(i -> deployed.function("node-%02d".formatted(i)));
      var names = new ArrayList<String>();
      Deployed.join(
          deployed
              .client
              .listFunctionsPaginator(each -> each.maxItems(25))
              .functions()
              .map(FunctionConfiguration::functionName)
              .subscribe(names::add));
      assertEquals(IntStream.range(0, 60).mapToObj("node-%02d"::formatted).toList(), names);
      var account = Deployed.join(deployed.client.getAccountSettings());
      assertEquals(60, account.accountUsage().functionCount());
      assertEquals(1000, account.accountLimit().concurrentExecutions());
    }
  }

  @Test
  void errorsAndTimeLimitsLookTheSame() {
    try (var deployed = new Deployed(settings()).function("worker", 1, Map.of())) {
      var thrown = Deployed.join(deployed.invoke("worker", "throw"));
      assertEquals("Unhandled", thrown.functionError());
      assertTrue(thrown.payload().asUtf8String().contains("thrown by worker"));
      assertEquals("1", deployed.call("worker", "count"));
      var late = Deployed.join(deployed.invoke("worker", "sleep"));
      assertTrue(late.payload().asUtf8String().contains("Task timed out after 1.00 seconds"));
      assertEquals("1", deployed.call("worker", "count"));
      assertThrows(
          IllegalStateException.class, () -> deployed.lambda.fault("worker", NetworkFault.CUT));
    }
  }

  @Test
  void theAccountAndTheScalingRateHaveLimits() {
    var settings = settings().withLimits(limits(1, 2, Duration.ofHours(1)));
    try (var deployed = new Deployed(settings).function("a", 60, Map.of()).function("b")) {
      var running = deployed.invoke("a", "sleep");
      LocalLambdaIT.eventually(() -> !deployed.lambda.figures().environments().isEmpty());
      var full = assertThrows(TooManyRequestsException.class, () -> deployed.call("b", "count"));
      assertEquals("ConcurrentInvocationLimitExceeded", full.reasonAsString());
      deployed.lambda.reclaim("a", LocalLambda.Manner.ABRUPT);
      assertTrue(Deployed.join(running).payload().asUtf8String().contains("signal: killed"));
      assertEquals("1", deployed.call("b", "count"));
      deployed.lambda.reclaim("b", LocalLambda.Manner.ABRUPT);
      assertEquals("1", deployed.call("b", "count"));
      deployed.lambda.reclaim("b", LocalLambda.Manner.ABRUPT);
      var fast = assertThrows(TooManyRequestsException.class, () -> deployed.call("b", "count"));
      assertEquals("FunctionInvocationRateLimitExceeded", fast.reasonAsString());
      assertEquals(2, deployed.lambda.figures().counts().throttled());
    }
  }

  @Test
  void whatIsDeniedIsRefusedAsIamRefusesIt() {
    try (var deployed = new Deployed(settings()).function("open").function("closed")) {
      deployed.lambda.permissions().deny("lambda:InvokeFunction", "closed");
      deployed.lambda.permissions().deny("lambda:ListFunctions", Permissions.EVERY_FUNCTION);
      assertEquals("1", deployed.call("open", "count"));
      var denied = assertThrows(LambdaException.class, () -> deployed.call("closed", "count"));
      assertEquals(403, denied.statusCode());
      assertEquals("AccessDeniedException", denied.awsErrorDetails().errorCode());
      assertEquals(
          "User: arn:aws:iam::000000000000:user/AKIDLOCAL is not authorized to perform:"
              + " lambda:InvokeFunction on resource:"
              + " arn:aws:lambda:us-east-1:000000000000:function:closed because no identity-based"
              + " policy allows the lambda:InvokeFunction action",
          denied.awsErrorDetails().errorMessage());
      assertThrows(LambdaException.class, () -> Deployed.join(deployed.client.listFunctions()));
      deployed.lambda.permissions().allowAll();
      assertEquals("1", deployed.call("closed", "count"));
    }
  }

  @Test
  void aPortThatIsTakenIsNamedAndNothingIsLeft() throws IOException {
    try (var deployed = new Deployed(settings())) {
      var port = deployed.lambda.endpoint().getPort();
      var taken =
          assertThrows(
              UncheckedIOException.class, () -> LocalLambda.start(settings().withPort(port)));
      assertTrue(String.valueOf(taken.getMessage()).contains(Integer.toString(port)));
    }
    assertTrue(Files.notExists(folder.resolve("lambda")), "the folder is gone");
  }

  @Test
  void environmentsThatAreNotCalledGo() {
    var settings = settings().withLimits(limits(1000, 1000, Duration.ofMillis(1)));
    try (var deployed = new Deployed(settings).function("idle")) {
      assertEquals("1", deployed.call("idle", "count"));
      LocalLambdaIT.eventually(() -> deployed.lambda.figures().environments().isEmpty());
      assertEquals("1", deployed.call("idle", "count"));
    }
  }

  @Test
  void theClockTakesWhatItsModelSays() {
    var strikes =
        IntStream.rangeClosed(1, 500).mapToObj(i -> new Strike(i * 20_000_000L, 1)).toList();
    var settings = settings().withReclaims(new Reclaims(new Reclamation.Traced(strikes), 3));
    try (var deployed = new Deployed(settings).function("struck")) {
      assertEquals("1", deployed.call("struck", "count"));
      LocalLambdaIT.eventually(() -> deployed.lambda.figures().environments().isEmpty());
      assertTrue(deployed.lambda.figures().counts().reclaimed() >= 1);
    }
  }
}
