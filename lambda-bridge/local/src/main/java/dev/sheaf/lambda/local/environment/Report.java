package dev.sheaf.lambda.local.environment;

import dev.sheaf.lambda.local.function.FunctionConfig;
import java.util.Locale;

/** The lines that the platform writes around a call, as AWS words them. */
record Report(String start, String end) {
  private static final int MOST_CHARACTERS = 4096;

  /** As AWS bills since 2025-08: by the millisecond, the start of an environment included. */
  private static final long NANOS_PER_MILLI = 1_000_000;

  static Report of(
      Invocation call, FunctionConfig function, long initNanos, long runNanos, long memoryBytes) {
    var report =
        String.format(
            Locale.ROOT,
            "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\tMemory Size: %d MB\t"
                + "Max Memory Used: %d MB\t%s",
            call.requestId(),
            runNanos / 1e6,
            Math.ceilDiv(initNanos + runNanos, NANOS_PER_MILLI),
            function.resources().memoryMb(),
            Math.ceilDiv(memoryBytes, 1L << 20),
            initNanos == 0
                ? ""
                : String.format(Locale.ROOT, "Init Duration: %.2f ms\t", initNanos / 1e6));
    return new Report(
        "START RequestId: %s Version: $LATEST\n".formatted(call.requestId()),
        "END RequestId: %s\n%s\n".formatted(call.requestId(), report));
  }

  /** All lines together; the end of them. */
  String around(String log) {
    var newline = log.isEmpty() || log.endsWith("\n") ? "" : "\n";
    var all = start + log + newline + end;
    return all.length() <= MOST_CHARACTERS ? all : all.substring(all.length() - MOST_CHARACTERS);
  }
}
