package dev.sheaf.actors.origin;

import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.function.Consumer;

/** An object store, or a folder that stands for one; the only lasting home of sample bytes. */
public interface Origin {
  /**
   * Lists every object below {@code root}, in order of key; {@code root} itself when it is a file.
   *
   * @throws OriginException when the root is absent, denied or outside the allowed places
   */
  void list(URI root, Consumer<OriginObject> each) throws OriginException;

  /**
   * Reads {@code length} bytes of an object from {@code offset} into {@code into}.
   *
   * <p>One call is one GET. Fails rather than reads short; fails when the object is no longer the
   * one that was listed, as far as the store can tell by {@code tag}.
   *
   * @param tag the tag that the object had when it was listed, 0 when any will do
   */
  void read(URI root, String key, long offset, MemorySegment into, long tag) throws OriginException;

  /** What reads below {@code root} cost. */
  default OriginPrice price(URI root) {
    return OriginPrice.FREE;
  }

  /**
   * Writes an object whole, once: false when there is one with this key already, which stays as it
   * is. Never writes outside {@code root}, and never deletes.
   *
   * @throws OriginException when this origin cannot be written to
   */
  default boolean write(URI root, String key, MemorySegment bytes) throws OriginException {
    throw new OriginException(
        OriginException.Reason.DENIED, root + " cannot be written: " + label() + " is only read");
  }

  /**
   * True when tags below {@code root} change with content alone, so that they are worth keeping for
   * as long as the dataset; a file's time of change is not.
   */
  default boolean tagsLast(URI root) {
    return false;
  }

  /** What was read so far; counters only grow. */
  OriginMeter meter();

  /** A label such as {@code file} or {@code file (emulated object store: 20 ms, 200 MB/s)}. */
  String label();
}
