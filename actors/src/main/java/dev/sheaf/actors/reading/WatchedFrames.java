package dev.sheaf.actors.reading;

import org.jspecify.annotations.Nullable;

/** The frames of another stream, each of which is looked at as it is given. */
public abstract class WatchedFrames implements SampleStream {
  private final SampleStream frames;

  /** Watches {@code frames}, and closes them when it is closed. */
  protected WatchedFrames(SampleStream frames) {
    this.frames = frames;
  }

  /** A frame is given. */
  protected abstract void given(SampleFrame frame);

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
      given(frame);
    }
    return frame;
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
