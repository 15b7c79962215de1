package dev.sheaf.http.batch;

import akka.util.ByteString;
import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.http.metrics.BatchMeter;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The frames of one request as byte strings, pulled one at a time; what pulls may wait.
 *
 * <p>Used by one thread. Closing it ends the request's leases, and may be repeated.
 */
final class FrameSource implements AutoCloseable {
  private final SampleStream frames;
  private final FrameGroups groups;
  private final Sum sum;
  private final HttpMetrics metrics;
  private final BatchMeter meter;
  private final AtEnd atEnd;
  private long givenBytes;
  private boolean askAgain;
  private boolean all;
  private boolean closed;

  /** Told once, when a source is closed. */
  @FunctionalInterface
  interface AtEnd {
    /**
     * The source is closed.
     *
     * @param all true when all frames were given
     * @param askAgain true when one of them has no bytes and may have them later
     */
    void closed(boolean all, boolean askAgain);
  }

  /**
   * A source over {@code frames}, which it closes.
   *
   * @param atEnd told once, when the source is closed
   */
  FrameSource(SampleStream frames, Sum sum, HttpMetrics metrics, AtEnd atEnd) {
    this.frames = frames;
    this.groups = new FrameGroups(sum);
    this.sum = sum;
    this.metrics = metrics;
    this.meter = metrics.batch();
    this.atEnd = atEnd;
  }

  /** True when nothing needs to be waited for. */
  boolean complete() {
    return frames.complete();
  }

  /** The next frames; empty when all were given. */
  Optional<ByteString> next() throws InterruptedException {
    for (var frame = frames.next(); frame != null; frame = frames.next()) {
      var group = copied(frame);
      if (group.isPresent()) {
        return counted(group);
      }
    }
    all = true;
    return counted(groups.flush());
  }

  /**
   * Puts frames into memory, one after another, for as long as there is room; the rest comes by
   * {@link #next()}.
   *
   * @return bytes put
   */
  long into(MemorySegment room) throws InterruptedException {
    var used = 0L;
    for (var frame = frames.next(); frame != null; frame = frames.next()) {
      try (var leased = frame) {
        count(leased.head());
        var needed = FrameHead.BYTES + (long) leased.head().length();
        if (needed > room.byteSize() - used) {
          // A group is empty here, and has room for any frame.
          groups.add(leased);
          givenBytes += used;
          return used;
        }
        put(leased, room.asSlice(used, needed));
        used += needed;
      }
    }
    all = true;
    givenBytes += used;
    return used;
  }

  private void put(SampleFrame frame, MemorySegment to) {
    var at = (long) FrameHead.BYTES;
    for (var piece : frame.pieces()) {
      MemorySegment.copy(piece, 0, to, at, piece.byteSize());
      at += piece.byteSize();
    }
    // Summed where they lie now: that memory is in the processor's cache.
    BatchFormat.put(sum.head(frame.head(), to.asSlice(FrameHead.BYTES)), to, 0);
  }

  /** True when all frames were given. */
  boolean allGiven() {
    return all;
  }

  private Optional<ByteString> copied(SampleFrame leased) {
    try (leased) {
      count(leased.head());
      return groups.add(leased);
    }
  }

  private void count(FrameHead head) {
    metrics.frame(head);
    askAgain |= head.status() > FrameHead.MISSING;
  }

  private Optional<ByteString> counted(Optional<ByteString> group) {
    givenBytes += group.map(ByteString::size).orElse(0);
    return group;
  }

  /** Bytes given so far. */
  long givenBytes() {
    return givenBytes;
  }

  /** What the request has cost so far. */
  ReadCost cost() {
    return frames.cost();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      meter.ended(frames);
      try {
        frames.close();
      } finally {
        atEnd.closed(all, askAgain);
      }
    }
  }
}
