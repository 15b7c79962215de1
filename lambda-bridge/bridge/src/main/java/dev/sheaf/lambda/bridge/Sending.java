package dev.sheaf.lambda.bridge;

import dev.sheaf.lambda.bridge.Session.PutOutcome;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A chunk on its way to a function: it ends when it is known what came of it and nobody reads its
 * memory any more, whichever is later. An answer can come while the last write has not returned.
 */
final class Sending {
  private final Consumer<PutOutcome> whenEnded;
  private @Nullable PutOutcome outcome;
  private boolean sent;

  Sending(Consumer<PutOutcome> whenEnded) {
    this.whenEnded = whenEnded;
  }

  /** Its memory is not read any more. */
  void sent() {
    synchronized (this) {
      sent = true;
    }
    tell();
  }

  /** This came of it. */
  void came(PutOutcome outcome) {
    synchronized (this) {
      this.outcome = outcome;
    }
    tell();
  }

  private void tell() {
    PutOutcome known;
    synchronized (this) {
      known = outcome;
      if (!sent || known == null) {
        return;
      }
    }
    whenEnded.accept(known);
  }
}
