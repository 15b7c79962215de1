package dev.sheaf.http;

import dev.sheaf.http.route.Listen;
import java.io.IOException;

/** A server could not listen where it should; the message says where, why and what to do. */
public final class CannotListenException extends IOException {
  private static final long serialVersionUID = 1L;

  CannotListenException(Listen at, String setting, Throwable cause) {
    super(
        "cannot listen on "
            + at
            + " ("
            + setting
            + "): "
            + reason(cause)
            + ". Stop what uses that port, or set "
            + setting
            + ".port to another one; 0 is any free port.",
        cause);
  }

  /** What the system said, without the words of those who passed it on. */
  private static String reason(Throwable cause) {
    var deepest = cause;
    for (var next = deepest.getCause(); next != null; next = next.getCause()) {
      deepest = next;
    }
    return deepest.getMessage() != null && deepest.getMessage().contains("already in use")
        ? "the address is already in use"
        : String.valueOf(deepest.getMessage());
  }

  CannotListenException(Listen at, String setting) {
    super(
        "will not listen on "
            + at
            + " ("
            + setting
            + "): it can be reached from other machines, and nobody would be asked who he is. Set"
            + " sheaf.auth.tokens-file (./sheaf token new makes tokens), or "
            + setting
            + ".host to 127.0.0.1.");
  }
}
