package dev.sheaf.lambda.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** The SDK's unchanged client against function processes under AWS's runtime interface client. */
class LocalLambdaIT {
  @TempDir static Path folder;
  private static Deployed deployed;

  @BeforeAll
  static void start() {
    deployed = new Deployed(Deployed.processes(folder.resolve("lambda")));
  }

  @AfterAll
  static void stop() {
    deployed.close();
    var latencies = deployed.lambda.figures().latencies();
    System.out.printf(
        "starts %s ms, warm calls %s ms%n",
        millis(latencies.starts()), millis(latencies.warmCalls()));
  }

  private static java.util.List<String> millis(java.util.List<Long> nanos) {
    return nanos.stream().sorted().map(each -> "%.1f".formatted(each / 1e6)).toList();
  }

  /** Waits for what another process does; fails after a minute. */
  static void eventually(BooleanSupplier condition) {
    var end = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "it did not come to pass within a minute");
      LockSupport.parkNanos(1_000_000);
    }
  }

  static char processState(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return '-';
    }
  }

  @Test
  void staticStateOutlivesAFreeze() {
    deployed.function("counts");
    assertEquals("1", deployed.call("counts", "count"));
    for (int call = 2; call < 12; call++) {
      var pid = deployed.environment("counts").pid();
      eventually(() -> processState(pid) == 'T');
      assertEquals("frozen", deployed.environment("counts").state());
      assertEquals(Integer.toString(call), deployed.call("counts", "count"));
    }
    assertEquals(
        1,
        deployed.lambda.figures().environments().stream()
            .filter(each -> each.function().equals("counts"))
            .count());
  }

  @Test
  void callsInARowNeedNoSecondEnvironment() {
    deployed.function("row");
    for (int call = 1; call <= 30; call++) {
      assertEquals(Integer.toString(call), deployed.call("row", "count"));
    }
  }

  @Test
  void aSecondCallAtOnceIsThrottledWhenOneIsReserved() {
    deployed.function("single", 20, Map.of());
    Deployed.join(
        deployed.client.putFunctionConcurrency(
            each -> each.functionName("single").reservedConcurrentExecutions(1)));
    var first = deployed.invoke("single", "sleep 1500");
    eventually(() ->
        deployed.lambda.figures().environments().stream()
            .anyMatch(each -> each.function().equals("single")));
    var refused =
        assertThrows(TooManyRequestsException.class, () -> deployed.call("single", "count"));
    assertEquals("ReservedFunctionConcurrentInvocationLimitExceeded", refused.reasonAsString());
    assertEquals("1", refused.retryAfterSeconds());
    assertTrue(refused.isThrottlingException());
    assertEquals("\"slept\"", Deployed.join(first).payload().asUtf8String());
    assertEquals("2", deployed.call("single", "count"));
  }

  @Test
  void aFunctionThatTakesTooLongIsKilled() {
    deployed.function("slow", 1, Map.of());
    deployed.call("slow", "count");
    var pid = deployed.environment("slow").pid();
    var answer = Deployed.join(deployed.invoke("slow", "sleep 30000"));
    assertEquals("Unhandled", answer.functionError());
    assertTrue(answer.payload().asUtf8String().contains("Task timed out after 1.00 seconds"));
    assertFalse(ProcessHandle.of(pid).isPresent());
    assertEquals("1", deployed.call("slow", "count"));
  }

  @Test
  void whatAHandlerThrowsIsTold() {
    deployed.function("thrower");
    var answer = Deployed.join(deployed.invoke("thrower", "throw a tantrum"));
    assertEquals(200, answer.statusCode());
    assertEquals("Unhandled", answer.functionError());
    var text = answer.payload().asUtf8String();
    assertTrue(text.contains("\"errorType\":\"java.lang.IllegalArgumentException\""), text);
    assertTrue(text.contains("a tantrum"), text);
    assertEquals("2", deployed.call("thrower", "count"));
  }

  @Test
  void aProcessThatEndsIsAnError() {
    deployed.function("quitter", 60, Map.of());
    var answer = Deployed.join(deployed.invoke("quitter", "exit 7")).payload().asUtf8String();
    assertTrue(answer.contains("Runtime.ExitError") && answer.contains("exit status 7"), answer);
    var full = Deployed.join(deployed.invoke("quitter", "fill")).payload().asUtf8String();
    assertTrue(full.contains("Runtime.ExitError") && full.contains("exit status 3"), full);
    assertEquals("1", deployed.call("quitter", "count"));
  }

  @Test
  void aFunctionThatCannotStartSaysWhy() {
    deployed.function("stillborn", 3, Map.of("FAIL_INIT", "1"));
    var answer = Deployed.join(deployed.invoke("stillborn", "count"));
    assertEquals("Unhandled", answer.functionError());
    assertTrue(
        answer.payload().asUtf8String().contains("no handler today"),
        answer.payload().asUtf8String());
  }

  @Test
  void sixMegabytesAreTheMost() {
    deployed.function("big", 20, Map.of());
    assertEquals("6000007", deployed.call("big", "length " + "y".repeat(6_000_000)));
    assertThrows(
        RequestTooLargeException.class,
        () -> deployed.call("big", "length " + "y".repeat(7_000_000)));
    assertEquals(6_000_002, deployed.call("big", "big 6000000").length());
    var answer = Deployed.join(deployed.invoke("big", "big 7000000"));
    assertEquals("Unhandled", answer.functionError());
    assertTrue(answer.payload().asUtf8String().contains("Function.ResponseSizeTooLarge"));
    assertEquals("4", deployed.call("big", "count"));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThrows(ResourceNotFoundException.class, () -> deployed.call("nobody", "count"));
  }

  @Test
  void aWrongSecretIsRefused() {
    try (var stranger = deployed.client("another secret")) {
      var refused =
          assertThrows(LambdaException.class, () -> Deployed.join(stranger.listFunctions()));
      assertEquals(403, refused.statusCode());
      assertEquals("InvalidSignatureException", refused.awsErrorDetails().errorCode());
    }
  }

  @Test
  void eventsAreTakenAndDryRunsRunNothing() {
    deployed.function("events");
    var dry =
        Deployed.join(
            deployed.client.invoke(
                Deployed.request("events", "count")
                    .invocationType(InvocationType.DRY_RUN)
                    .build()));
    assertEquals(204, dry.statusCode());
    var event =
        Deployed.join(
            deployed.client.invoke(
                Deployed.request("events", "count").invocationType(InvocationType.EVENT).build()));
    assertEquals(202, event.statusCode());
    eventually(() -> deployed.lambda.bill().functions().containsKey("events"));
    assertEquals("2", deployed.call("events", "count"));
  }

  @Test
  void theEndOfTheLogComesWhenItIsAskedFor() {
    deployed.function("talker");
    for (var word : new String[] {"first", "second"}) {
      var answer =
          Deployed.join(
              deployed.client.invoke(
                  Deployed.request("talker", "print " + word).logType(LogType.TAIL).build()));
      var log = new String(Base64.getDecoder().decode(answer.logResult()), StandardCharsets.UTF_8);
      assertTrue(log.startsWith("START RequestId: ") && log.contains("\n" + word + "\n"), log);
      assertTrue(log.contains("REPORT RequestId: ") && log.contains("Memory Size: 192 MB"), log);
      assertEquals(word.equals("first"), log.contains("Init Duration"), log);
    }
    assertEquals(null, Deployed.join(deployed.invoke("talker", "count")).logResult());
  }

  @Test
  void aProcessSeesWhatAFunctionSees() {
    deployed.function("seer", 3, Map.of("MINE", "yes", "JAVA_TOOL_OPTIONS", "-Xmx77m"));
    assertEquals("\"yes\"", deployed.call("seer", "env MINE"));
    assertEquals("\"seer\"", deployed.call("seer", "env AWS_LAMBDA_FUNCTION_NAME"));
    assertEquals("\"192\"", deployed.call("seer", "env AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
    assertEquals("\"us-east-1\"", deployed.call("seer", "env AWS_REGION"));
    assertEquals("\"null\"", deployed.call("seer", "env HOME"));
    var heap = Long.parseLong(deployed.call("seer", "heap"));
    assertTrue(heap > (70L << 20) && heap <= (77L << 20), () -> "heap " + heap);
    var temporary = deployed.call("seer", "property java.io.tmpdir");
    assertTrue(temporary.contains(folder.toString()), temporary);
  }

  @Test
  void moreDiskThanThereIsEndsTheEnvironment() {
    deployed.function("writer");
    assertEquals("1000000", deployed.call("writer", "disk 1000000"));
    var answer = Deployed.join(deployed.invoke("writer", "disk 600000000"));
    assertEquals("Unhandled", answer.functionError());
    assertTrue(answer.payload().asUtf8String().contains("No space left on device"));
    assertEquals("1", deployed.call("writer", "count"));
  }

  @Test
  void anAbruptReclaimLosesTheState() {
    deployed.function("mortal");
    assertEquals("1", deployed.call("mortal", "count"));
    var pid = deployed.environment("mortal").pid();
    assertEquals(1, deployed.lambda.reclaim("mortal", LocalLambda.Manner.ABRUPT));
    assertFalse(ProcessHandle.of(pid).isPresent());
    assertEquals("1", deployed.call("mortal", "count"));
    assertNotEquals(pid, deployed.environment("mortal").pid());
  }

  @Test
  void aSilentReclaimIsNotHeardOf() throws IOException {
    deployed.function("silent");
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      deployed.call("silent", "dial " + server.getLocalPort());
      var pid = deployed.environment("silent").pid();
      try (var line = server.accept()) {
        assertEquals(1, deployed.lambda.reclaim("silent", LocalLambda.Manner.SILENT));
        eventually(() -> processState(pid) == 'T');
        line.setSoTimeout(300);
        assertThrows(SocketTimeoutException.class, () -> line.getInputStream().read());
        assertEquals("1", deployed.call("silent", "count"));
        assertEquals('T', processState(pid));
      }
    }
  }

  @Test
  void theBillAddsUp() {
    deployed.function("payer");
    for (int i = 0; i < 4; i++) {
      deployed.call("payer", "sleep 20");
    }
    var charge = deployed.lambda.bill().functions().get("payer");
    assertEquals(4, charge.invocations());
    assertTrue(charge.billedMillis() >= 80, charge::toString);
    assertEquals(charge.billedMillis() * 192, charge.billedMbMillis());
    assertEquals(4 * 200_000 + 16_666_700.0 * charge.gbSeconds(), (double) charge.picoUsd(), 4);
    var total = deployed.lambda.bill();
    assertEquals(
        total.total().invocations(),
        total.functions().values().stream().mapToLong(each -> each.invocations()).sum());
  }

  @Test
  void deploymentsAreReadChangedAndDeleted() {
    deployed.function("changing");
    deployed.call("changing", "count");
    var before = Deployed.join(deployed.client.getFunction(each -> each.functionName("changing")));
    assertEquals(192, before.configuration().memorySize());
    Deployed.join(
        deployed.client.updateFunctionConfiguration(each ->
            each.functionName("changing")
                .memorySize(256)
                .environment(it -> it.variables(Map.of("NEW", "1")))));
    assertEquals("\"1\"", deployed.call("changing", "env NEW"));
    assertEquals("2", deployed.call("changing", "count"));
    Deployed.join(
        deployed.client.updateFunctionCode(
            each -> each.functionName("changing").zipFile(SdkBytes.fromByteArray(Deployed.zip()))));
    assertEquals("1", deployed.call("changing", "count"));
    Deployed.join(
        deployed.client.putFunctionConcurrency(
            each -> each.functionName("changing").reservedConcurrentExecutions(2)));
    assertEquals(
        2,
        Deployed.join(deployed.client.getFunctionConcurrency(each -> each.functionName("changing")))
            .reservedConcurrentExecutions());
    Deployed.join(deployed.client.deleteFunction(each -> each.functionName("changing")));
    assertThrows(ResourceNotFoundException.class, () -> deployed.call("changing", "count"));
    assertTrue(
        deployed.lambda.figures().environments().stream()
            .noneMatch(each -> each.function().equals("changing")));
  }
}
