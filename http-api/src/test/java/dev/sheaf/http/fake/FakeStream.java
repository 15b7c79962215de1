package dev.sheaf.http.fake;

import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.actors.reading.WaitCause;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Frames in order of id; counts what was taken and what is leased, and knows when it is closed. */
public final class FakeStream implements SampleStream {
  /** What every stream costs. */
  public static final ReadCost COST = new ReadCost(3, 2, 1, 20, 2, 2200, 1_000_000);

  /** Done when the stream is closed. */
  public final CountDownLatch closed = new CountDownLatch(1);

  /** Frames that were taken. */
  public final AtomicInteger taken = new AtomicInteger();

  /** Frames whose lease has not ended. */
  public final AtomicInteger leased = new AtomicInteger();

  /** Opened before the frame of this position is given; counted down at first. */
  public volatile CountDownLatch gate = new CountDownLatch(0);

  private final FakeSamples samples;
  private final List<Long> ids;
  private final boolean complete;
  private final boolean late;

  /** A stream that is at hand already or says that it is not, and may lack one sample. */
  public FakeStream(FakeSamples samples, List<Long> ids, boolean complete, boolean late) {
    this.samples = samples;
    this.ids = ids;
    this.complete = complete;
    this.late = late;
  }

  /** The samples that were asked for. */
  public List<Long> ids() {
    return ids;
  }

  @Override
  public @Nullable SampleFrame next() throws InterruptedException {
    gate.await();
    if (closed.getCount() == 0) {
      throw new IllegalStateException("a closed stream was read");
    }
    var position = taken.get();
    if (position == ids.size()) {
      return null;
    }
    taken.incrementAndGet();
    if (late && position == 1) {
      return without(position, FrameHead.DEADLINE);
    }
    return ids.get(position) == 13 ? without(position, FrameHead.MISSING) : frame(position);
  }

  @Override
  public @Nullable SampleFrame atHand() {
    try {
      return complete ? next() : null;
    } catch (InterruptedException impossible) {
      throw new IllegalStateException("what is at hand is not waited for", impossible);
    }
  }

  /** Sample 13 is missing at the origin; the second of a late stream is not there in time. */
  private SampleFrame without(int position, byte status) {
    var head =
        new FrameHead(
            ids.get(position), 0, 0, -1, FrameHead.ORIGIN, FrameHead.ENCODED, (byte) 0, status);
    return new SampleFrame(position, head, List.of(), () -> {});
  }

  private SampleFrame frame(int position) {
    var arena = Arena.ofShared();
    var id = ids.get(position);
    leased.incrementAndGet();
    return new SampleFrame(
        position,
        samples.head(id),
        samples.pieces(id, arena),
        () -> {
          leased.decrementAndGet();
          arena.close();
        });
  }

  @Override
  public boolean complete() {
    return complete;
  }

  @Override
  public ReadCost cost() {
    return COST;
  }

  @Override
  public long waitedNanos(WaitCause cause) {
    return cause == WaitCause.ORIGIN ? COST.waitNanos() : 0;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
