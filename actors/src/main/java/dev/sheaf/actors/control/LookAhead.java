package dev.sheaf.actors.control;

import dev.sheaf.policies.books.TunerBook;

/** How far the node fetches ahead of its consumers. */
public interface LookAhead {
  /** Nothing is fetched ahead. */
  LookAhead NONE = bytes -> {};

  /** Fetch at most so many bytes ahead from now on. */
  void set(long bytes);

  /** How much of that is there, in percent; {@link TunerBook#UNKNOWN} when nobody knows. */
  default int readyPercent() {
    return TunerBook.UNKNOWN;
  }
}
