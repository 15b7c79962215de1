package dev.sheaf.lambda.bridge;

import java.util.concurrent.CompletionStage;

/** Calls functions with any payload, and once each. */
public interface PayloadInvoker {
  /** Calls a function; what it is given and gives back is JSON. */
  CompletionStage<Called> call(String function, byte[] payload);

  /** How a call ended. */
  sealed interface Called {
    /**
     * The run ended by itself.
     *
     * @param billedMillis as the provider's log line says; -1 when it does not
     */
    @SuppressWarnings("ArrayRecordComponent") // It is read once, and nobody compares it.
    record Returned(byte[] payload, long billedMillis) implements Called {}

    /** It was not run, or it broke, for one of the reasons that all calls have. */
    record NotReturned(FunctionInvoker.Outcome outcome) implements Called {}
  }
}
