package dev.sheaf.sharding.journal;

import org.jspecify.annotations.Nullable;

/** The journal cannot be used; says what is wrong and what to do about it. */
public final class JournalException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String detail;
  private final String hint;

  JournalException(String detail, String hint, @Nullable Throwable cause) {
    super(detail + ": " + hint, cause);
    this.detail = detail;
    this.hint = hint;
  }

  /** What is wrong; names the journal without its password. */
  public String detail() {
    return detail;
  }

  /** What to do about it. */
  public String hint() {
    return hint;
  }
}
