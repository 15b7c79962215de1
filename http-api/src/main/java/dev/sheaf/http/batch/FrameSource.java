package dev.sheaf.http.batch;

import akka.util.ByteString;
import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.http.batch.FrameGroups.Sum;
import dev.sheaf.http.operate.HttpMetrics;
import java.util.Optional;

/**
 * The frames of one request as byte strings, pulled one at a time; what pulls may wait.
 *
 * <p>Used by one thread. Closing it ends the request's leases, and may be repeated.
 */
final class FrameSource implements AutoCloseable {
  private final SampleStream frames;
  private final FrameGroups groups;
  private final HttpMetrics metrics;
  private final Runnable atEnd;
  private long givenBytes;
  private boolean closed;

  /**
   * A source over {@code frames}, which it closes.
   *
   * @param atEnd run once, when the source is closed
   */
  FrameSource(SampleStream frames, Sum sum, HttpMetrics metrics, Runnable atEnd) {
    this.frames = frames;
    this.groups = new FrameGroups(sum);
    this.metrics = metrics;
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
    return counted(groups.flush());
  }

  private Optional<ByteString> copied(SampleFrame leased) {
    try (leased) {
      metrics.frame(leased.head());
      return groups.add(leased);
    }
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
      metrics.batchWaited(frames.cost().waitNanos());
      try {
        frames.close();
      } finally {
        atEnd.run();
      }
    }
  }
}
