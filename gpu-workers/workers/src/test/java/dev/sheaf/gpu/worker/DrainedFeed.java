package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.gpu.pipeline.SharedReader;
import dev.sheaf.wire.ring.RingProducer;
import dev.sheaf.wire.ring.RingReader;
import dev.sheaf.wire.ring.RingShape;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A feed with a ring of its own, and in place of a trainer one who looks at it and learns nothing.
 */
final class DrainedFeed implements Feed.Listener, AutoCloseable {
  private final String job;
  private final Feed.Source source;
  private final Feed.Preparation preparation;
  private final RingProducer ring;
  private final RingReader reader;
  private final LinkedBlockingQueue<Feed.Prepared> filled = new LinkedBlockingQueue<>();
  private final List<Long> ids = new ArrayList<>();
  private @Nullable SharedReader shared;
  private @Nullable Feed feed;
  private @Nullable Thread running;

  DrainedFeed(String job, Feed.Source source, Feed.Preparation preparation) throws Exception {
    this.job = job;
    this.source = source;
    this.preparation = preparation;
    Augmentation.Size size = preparation.size();
    this.ring = new RingProducer(new RingShape(2, 1, 4, 3, size.height(), size.width()));
    this.reader = new RingReader(ring.path(), 0);
    ring.attach(0);
  }

  String job() {
    return job;
  }

  List<Long> ids() {
    return ids;
  }

  void with(SharedReader group) {
    shared = group;
  }

  /** Feeds one epoch from batch {@code n} on. */
  void start(int epoch, int n) {
    var plan = new Feed.Plan(job, 1, 0, epoch + 1, epoch, n, "someone");
    var started = new Feed(plan, source, new Feed.Into(ring, this), preparation, shared);
    feed = started;
    running = Thread.ofVirtual().name("feed-" + job).start(started);
  }

  /** Looks at so many batches: each image is filled with its id. */
  void drain(int batches) throws Exception {
    for (int i = 0; i < batches; i++) {
      var batch = filled.take();
      var slot = reader.take(batch.slot().index(), batch.slot().seq());
      for (int at = 0; at < slot.count(); at++) {
        var id = batch.ids().get(at);
        assertEquals((byte) (long) id, slot.image(at).get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(id % 10, slot.label(at));
        ids.add(id);
      }
      reader.release(slot);
      ring.credited();
    }
  }

  @Override
  public void filled(Feed.Prepared prepared) {
    filled.add(prepared);
  }

  @Override
  public void epochFed(int epoch, int batches) {}

  @Override
  public void ended() {}

  @Override
  public void failed(String reason) {
    throw new AssertionError(job + ": " + reason);
  }

  @Override
  public void close() {
    if (feed != null && running != null) {
      feed.cancel();
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (shared != null) {
      shared.close();
    }
    reader.close();
    ring.close();
  }
}
