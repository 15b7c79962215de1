package dev.sheaf.http.batch;

import akka.util.ByteString;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Copies frames, one after another, into byte strings of 64 KiB and more.
 *
 * <p>A frame of that size has a byte string of its own; smaller ones share one. A byte string that
 * was given away is never written again. Used by one thread.
 *
 * <p><i>Cost:</i> one copy of each byte; one pass more where the sum is XXH3.
 */
final class FrameGroups {
  /** From this size on a frame has a byte string of its own. */
  static final int GROUP_BYTES = 64 << 10;

  private final Sum sum;
  private byte[] group = new byte[0];
  private int used;

  FrameGroups(Sum sum) {
    this.sum = sum;
  }

  /**
   * Takes a frame in; the caller may close it afterwards.
   *
   * @return the group that had no room for it, if there was one
   */
  Optional<ByteString> add(SampleFrame frame) {
    var length = frame.head().length();
    var needed = FrameHead.BYTES + length;
    var full = Optional.<ByteString>empty();
    if (group.length - used < needed) {
      full = flush();
      group = new byte[needed >= GROUP_BYTES ? needed : 2 * GROUP_BYTES];
    }
    copy(frame, used + FrameHead.BYTES);
    BatchFormat.put(sum.head(frame), MemorySegment.ofArray(group), used);
    used += needed;
    return full;
  }

  private void copy(SampleFrame frame, int at) {
    var to = at;
    for (var piece : frame.pieces()) {
      var length = Math.toIntExact(piece.byteSize());
      MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, group, to, length);
      to += length;
    }
    if (to - at != frame.head().length()) {
      throw new IllegalStateException(
          "sample "
              + frame.head().id()
              + " must have "
              + frame.head().length()
              + " bytes but its pieces have "
              + (to - at));
    }
  }

  /** What is left, if anything; the next frame begins a new group. */
  Optional<ByteString> flush() {
    if (used == 0) {
      return Optional.empty();
    }
    var bytes = ByteString.fromArrayUnsafe(group, 0, used);
    group = new byte[0];
    used = 0;
    return Optional.of(bytes);
  }
}
