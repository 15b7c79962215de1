package dev.sheaf.gpu.model;

/** A model cannot be used now; the message has the numbers and names. */
final class NotOpenedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Why why;

  /** What to make of it. */
  enum Why {
    /** It would not fit if it were alone. */
    TOO_LARGE,
    /** All that would have to leave is in use, or it did not come in time. */
    NOT_NOW,
    /** What is stored of it is not what it should be. */
    DAMAGED,
    /** Its process did not come up, or ended. */
    BROKEN
  }

  NotOpenedException(Why why, String message) {
    super(message);
    this.why = why;
  }

  Why why() {
    return why;
  }
}
