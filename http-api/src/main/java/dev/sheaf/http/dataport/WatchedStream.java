package dev.sheaf.http.dataport;

import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.actors.reading.WatchedFrames;
import dev.sheaf.wire.batch.FrameHead;

/** The frames of a batch, and whether all of them had what they were asked for. */
final class WatchedStream extends WatchedFrames {
  private int given;
  private boolean toBeAskedAgain;

  WatchedStream(SampleStream frames) {
    super(frames);
  }

  @Override
  protected void given(SampleFrame frame) {
    given++;
    toBeAskedAgain |= frame.head().status() > FrameHead.MISSING;
  }

  /** Frames given so far. */
  int given() {
    return given;
  }

  /** True when a frame has no bytes and may have them later. */
  boolean isToBeAskedAgain() {
    return toBeAskedAgain;
  }
}
