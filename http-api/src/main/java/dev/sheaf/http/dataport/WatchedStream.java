package dev.sheaf.http.dataport;

import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.actors.reading.WaitCause;
import dev.sheaf.wire.batch.FrameHead;
import org.jspecify.annotations.Nullable;

/** The frames of a batch, and whether all of them had what they were asked for. */
final class WatchedStream implements SampleStream {
  private final SampleStream frames;
  private int given;
  private boolean toBeAskedAgain;

  WatchedStream(SampleStream frames) {
    this.frames = frames;
  }

  @Override
  public @Nullable SampleFrame next() throws InterruptedException {
    return watched(frames.next());
  }

  @Override
  public @Nullable SampleFrame atHand() {
    return watched(frames.atHand());
  }

  private @Nullable SampleFrame watched(@Nullable SampleFrame frame) {
    if (frame != null) {
      given++;
      toBeAskedAgain |= frame.head().status() > FrameHead.MISSING;
    }
    return frame;
  }

  /** Frames given so far. */
  int given() {
    return given;
  }

  /** True when a frame has no bytes and may have them later. */
  boolean isToBeAskedAgain() {
    return toBeAskedAgain;
  }

  @Override
  public boolean complete() {
    return frames.complete();
  }

  @Override
  public ReadCost cost() {
    return frames.cost();
  }

  @Override
  public long waitedNanos(WaitCause cause) {
    return frames.waitedNanos(cause);
  }

  @Override
  public void close() {
    frames.close();
  }
}
