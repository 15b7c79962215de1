package dev.sheaf.wire.ring;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** The words of a ring's memory, and how they are read and written between processes. */
final class RingWords {
  static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG.withOrder(LITTLE_ENDIAN);

  /** Access with release, acquire and compare-and-set; coordinates: segment, offset. */
  static final VarHandle SHARED_INT = U32.varHandle();

  static final VarHandle SHARED_LONG = U64.varHandle();

  /** State of a slot: being filled, or never was. */
  static final int EMPTY = 0;

  /** State of a slot: published. */
  static final int FILLED = 1;

  /** State of a slot: published, and taken by at least one reader. */
  static final int READING = 2;

  /** Cursor of a reader that nobody waits for. */
  static final long NOBODY = Long.MAX_VALUE;

  private RingWords() {}
}
