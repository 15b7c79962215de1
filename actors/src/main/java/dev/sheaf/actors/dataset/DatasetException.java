package dev.sheaf.actors.dataset;

import java.io.IOException;
import java.nio.file.Path;

/** A dataset cannot be indexed or opened; the message names the object and the rule. */
public final class DatasetException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  /** An exception for the user, with what to do about it. */
  public DatasetException(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  /** A file below the state folder could not be written: most often its disk is full. */
  static DatasetException unwritten(Path folder, IOException why) {
    var explained =
        new DatasetException(
            "cannot write to " + folder + ": " + why.getMessage(),
            "make room there or set sheaf.state to a disk that has it, then register again");
    explained.initCause(why);
    return explained;
  }

  /** What to do. */
  public String hint() {
    return hint;
  }
}
