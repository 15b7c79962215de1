package dev.sheaf.actors.origin;

import java.io.IOException;

/** An origin could not do what it was asked, for a reason that callers tell apart. */
public final class OriginException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** What went wrong. */
  public enum Reason {
    /** The object or root is not there. */
    MISSING,
    /** Reading it is not allowed. */
    DENIED,
    /** It is not the object that was listed: another tag or a shorter body. */
    CHANGED,
    /** The store asked for fewer requests until the last try; worth another one later. */
    THROTTLED,
    /** The store failed or was out of reach; worth another try. */
    UNAVAILABLE
  }

  /** An exception whose message names the object, the rule and what to do. */
  public OriginException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What went wrong. */
  public Reason reason() {
    return reason;
  }
}
