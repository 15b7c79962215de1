package dev.sheaf.lambda.bridge;

import dev.sheaf.wire.chunk.FunctionCall;
import dev.sheaf.wire.chunk.RunReport;
import java.util.concurrent.CompletionStage;

/** Calls functions: the port behind which AWS Lambda is, or a Lambda on this machine. */
public interface FunctionInvoker {
  /** Calls a function once, and never again by itself: a second call could start a twin. */
  CompletionStage<Outcome> invoke(String function, FunctionCall call);

  /** How a call ended. */
  sealed interface Outcome {
    /**
     * The run ended by itself.
     *
     * @param billedMillis as the provider's log line says; -1 when it does not
     */
    record Returned(RunReport report, long billedMillis) implements Outcome {}

    /**
     * The provider refused for now: too many runs at once; the same call may work later.
     *
     * @param remedy what would help for good, with its reason; empty when it passes by itself
     */
    record Throttled(String why, String remedy) implements Outcome {}

    /**
     * The function failed: it ran out of time or memory, or broke.
     *
     * @param billedMillis as the provider's log line says; -1 when it does not
     */
    record Failed(String why, long billedMillis) implements Outcome {
      /** Of a call that nothing is billed for. */
      public Failed(String why) {
        this(why, -1);
      }
    }

    /** The provider refuses until somebody mends what the message names. */
    record Refused(String why) implements Outcome {}
  }
}
