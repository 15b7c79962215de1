package dev.sheaf.gpu.trainer;

import dev.sheaf.wire.trainer.FromTrainer.Failed;

/** Why this process cannot go on; becomes a {@link Failed} frame. */
final class TrainerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Failed.Kind kind;
  private final boolean retry;

  /** A failure that a new process would meet again. */
  TrainerException(Failed.Kind kind, String message) {
    super(message);
    this.kind = kind;
    this.retry = false;
  }

  /** A failure with a cause that may be gone for a new process. */
  TrainerException(Failed.Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retry = true;
  }

  Failed frame() {
    return new Failed(kind, retry, String.valueOf(getMessage()));
  }
}
