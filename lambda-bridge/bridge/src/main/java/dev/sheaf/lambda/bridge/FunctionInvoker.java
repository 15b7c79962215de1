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

    /** The provider refused for now: too many runs at once; the same call may work later. */
    record Throttled(String why) implements Outcome {}

    /** The function failed: it ran out of time or memory, or broke. */
    record Failed(String why) implements Outcome {}

    /** The provider refuses until somebody mends what the message names. */
    record Refused(String why) implements Outcome {}
  }
}
