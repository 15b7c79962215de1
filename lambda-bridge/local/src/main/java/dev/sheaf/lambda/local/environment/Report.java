package dev.sheaf.lambda.local.environment;

import dev.sheaf.lambda.local.function.FunctionConfig;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.functions.Charge;
import java.util.Locale;

/** The lines that the platform writes around a call, as AWS words them. */
record Report(String start, String end) {
  private static final int MOST_CHARACTERS = 4096;

  /**
   * What a run took.
   *
   * @param initNanos what starting the environment took; 0 when there was one
   */
  record Run(long initNanos, long runNanos, long memoryBytes) {
    private long billedMillis(FunctionConfig function, FunctionPrices prices) {
      var memoryMb = function.resources().memoryMb();
      return Charge.invocation(prices, initNanos, runNanos, memoryMb).billedMillis();
    }
  }

  static Report of(Invocation call, FunctionConfig function, Run run, FunctionPrices prices) {
    var report =
        String.format(
            Locale.ROOT,
            "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\tMemory Size: %d MB\t"
                + "Max Memory Used: %d MB\t%s",
            call.requestId(),
            run.runNanos / 1e6,
            run.billedMillis(function, prices),
            function.resources().memoryMb(),
            Math.ceilDiv(run.memoryBytes, 1L << 20),
            run.initNanos == 0
                ? ""
                : String.format(Locale.ROOT, "Init Duration: %.2f ms\t", run.initNanos / 1e6));
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
