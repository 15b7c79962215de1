package dev.sheaf.node.bench;

import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.gpu.pipeline.SharedReader;
import dev.sheaf.wire.ring.RingProducer;
import dev.sheaf.wire.ring.RingShape;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A member of an ensemble whose trainer takes no time: what is filled is given back at once. */
final class DrainedMember implements Feed.Listener, AutoCloseable {
  private static final int SLOTS = 6;
  private static final int TELL_EVERY = 8;

  private final String job;
  private final RingProducer ring;
  private final JsonCalls api;
  private final Thread feeding;
  private final @Nullable SharedReader group;
  private final LinkedBlockingQueue<Said> said = new LinkedBlockingQueue<>();

  private sealed interface Said {
    record Filled(Feed.Prepared batch) implements Said {}

    record Ended() implements Said {}

    record Failed(String reason) implements Said {}
  }

  /**
   * How a member is fed.
   *
   * @param batch most samples of a batch
   */
  record Diet(Feed.Source source, Feed.Preparation preparation, int batch) {}

  /**
   * A member that reads one epoch of its job, from now on.
   *
   * @param group has what is prepared for all; null where it prepares for itself
   */
  DrainedMember(String job, Diet diet, @Nullable SharedReader group, JsonCalls api)
      throws IOException {
    this.job = job;
    this.group = group;
    this.api = api;
    var size = diet.preparation().size();
    this.ring =
        new RingProducer(new RingShape(SLOTS, 1, diet.batch(), 3, size.height(), size.width()));
    ring.attach(0);
    var plan = new Feed.Plan(job, 1, 0, 1, 0, 0, "bench-" + job);
    var feed = new Feed(plan, diet.source(), new Feed.Into(ring, this), diet.preparation(), group);
    feeding = Thread.ofVirtual().name("feed-" + job).start(feed);
  }

  /** Takes all of the epoch; gives how many samples came. */
  long drain() throws IOException, InterruptedException {
    var samples = 0L;
    while (true) {
      switch (said.take()) {
        case Said.Filled(Feed.Prepared batch) -> {
          samples += batch.ids().size();
          ring.stand(0, batch.slot().seq() + 1);
          if ((batch.n() + 1) % TELL_EVERY == 0) {
            api.call(
                "POST",
                "/v1/jobs/" + job + "/epochs/0/ranks/0/consumed",
                "{\"below\":%d,\"generation\":1}".formatted(batch.n() + 1));
          }
        }
        case Said.Ended ended -> {
          return samples;
        }
        case Said.Failed(String reason) -> throw new IOException(job + ": " + reason);
      }
    }
  }

  @Override
  public void filled(Feed.Prepared prepared) {
    said.add(new Said.Filled(prepared));
  }

  @Override
  public void epochFed(int epoch, int batches) {}

  @Override
  public void ended() {
    said.add(new Said.Ended());
  }

  @Override
  public void failed(String reason) {
    said.add(new Said.Failed(reason));
  }

  @Override
  public void close() {
    if (group != null) {
      group.close();
    }
    try {
      feeding.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ring.close();
  }
}
