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
  private boolean told;

  Sending(Consumer<PutOutcome> whenEnded) {
    this.whenEnded = whenEnded;
  }

  /** Its memory is not read any more. */
  void sent() {
    tell(end(true, null));
  }

  /** This came of it. */
  void came(PutOutcome outcome) {
    tell(end(false, outcome));
  }

  /** What is to be told now: once, by whoever brings the second half. */
  private synchronized @Nullable PutOutcome end(boolean isSent, @Nullable PutOutcome came) {
    if (told) {
      return null;
    }
    sent |= isSent;
    outcome = came == null ? outcome : came;
    told = sent && outcome != null;
    return told ? outcome : null;
  }

  private void tell(@Nullable PutOutcome known) {
    if (known != null) {
      whenEnded.accept(known);
    }
  }
}
