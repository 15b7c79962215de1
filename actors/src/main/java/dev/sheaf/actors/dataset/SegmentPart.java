package dev.sheaf.actors.dataset;

import java.util.Arrays;

/**
 * A run of a segment's bytes, as nodes give them to each other.
 *
 * @param bytes at most {@link #MOST_BYTES} of them; nobody changes them
 * @param segmentBytes how many bytes the whole segment has
 */
@SuppressWarnings("ArrayRecordComponent")
public record SegmentPart(byte[] bytes, long segmentBytes) {
  /** The longest part that is given. */
  public static final int MOST_BYTES = 16 << 20;

  /** The part from {@code offset} on, of a segment that is on heap. */
  public static SegmentPart of(byte[] whole, long offset) {
    var from = (int) Math.min(offset, whole.length);
    var to = (int) Math.min((long) from + MOST_BYTES, whole.length);
    return new SegmentPart(Arrays.copyOfRange(whole, from, to), whole.length);
  }
}
