package dev.sheaf.gpu.worker;

import dev.sheaf.actors.job.BatchAnswer;
import dev.sheaf.actors.job.BatchDesk;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.BatchService;
import dev.sheaf.actors.job.Delivery;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fake of ledgers and of what they read: all jobs have one order an epoch, until they part from
 * it; then the rest of the epoch comes backwards. A sample is one byte, its id.
 */
final class FakeOrders implements BatchService, BatchDesk {
  private final int batches;
  private final int size;
  private final Map<String, AtomicInteger> served = new ConcurrentHashMap<>();
  private final TreeMap<String, Integer> partedAt = new TreeMap<>();
  private final TreeMap<String, Integer> asked = new TreeMap<>();

  FakeOrders(int batches, int size) {
    this.batches = batches;
    this.size = size;
  }

  int samples() {
    return batches * size;
  }

  /** How many batches of a job were read. */
  int served(String job) {
    var count = served.get(job);
    return count == null ? 0 : count.get();
  }

  /** The batch of an epoch from which a job has an order of its own; null where it has none. */
  synchronized @Nullable Integer partedAt(String job, int epoch) {
    return partedAt.get(job + "@" + epoch);
  }

  @Override
  public synchronized boolean part(String job, int below, long deadlineNanos) {
    var epoch = job + "@" + (below - 1);
    partedAt.putIfAbsent(epoch, asked.getOrDefault(epoch, 0));
    return true;
  }

  @Override
  public Served serve(BatchKey key, String consumer, Duration deadline) {
    return switch (batch(key, consumer, 0)) {
      case BatchAnswer.Assigned(RankBatch batch) -> {
        served.computeIfAbsent(key.job(), job -> new AtomicInteger()).incrementAndGet();
        yield new Served.Serving(batch, new OneByteFrames(batch));
      }
      case BatchAnswer otherwise -> new Served.NotServed(otherwise);
    };
  }

  @Override
  public synchronized BatchAnswer batch(BatchKey key, String consumer, long deadlineNanos) {
    if (key.n() >= batches) {
      return new BatchAnswer.Otherwise(new JobReply.EpochOver(key.epoch(), batches));
    }
    var epoch = key.job() + "@" + key.epoch();
    asked.merge(epoch, key.n() + 1, Math::max);
    var ids = order(key.epoch(), partedAt.getOrDefault(epoch, batches)).get(key.n());
    return new BatchAnswer.Assigned(new RankBatch(spec(key.job()), key, ids, new byte[size]));
  }

  private List<long[]> order(int epoch, int partedFrom) {
    var ids = new ArrayList<Long>();
    for (long id = 0; id < samples(); id++) {
      ids.add(id);
    }
    Collections.shuffle(ids, new Random(epoch));
    Collections.reverse(ids.subList(partedFrom * size, ids.size()));
    var all = ids.stream().mapToLong(Long::longValue).toArray();
    var order = new ArrayList<long[]>();
    for (int n = 0; n < batches; n++) {
      order.add(Arrays.copyOfRange(all, n * size, (n + 1) * size));
    }
    return order;
  }

  @Override
  public BatchAnswer missing(BatchKey key, List<Long> ids, byte status, long deadlineNanos) {
    return batch(key, "", deadlineNanos);
  }

  @Override
  public void delivered(BatchKey key, Delivery delivery) {}

  JobSpec spec(String name) {
    return new JobSpec(
        name,
        new DatasetVersion("fake", "0".repeat(64)),
        Contract.SUBSTITUTE,
        size,
        1,
        1,
        0,
        Tail.EVEN,
        Shuffle.PACKAGES,
        OnMissing.FAIL,
        0,
        null,
        0,
        false,
        0);
  }

  private static final class OneByteFrames implements SampleStream {
    private final RankBatch batch;
    private int at;

    OneByteFrames(RankBatch batch) {
      this.batch = batch;
    }

    @Override
    public @Nullable SampleFrame next() {
      if (at == batch.size()) {
        return null;
      }
      var id = batch.id(at);
      var head =
          new FrameHead(id, 0, 1, (int) (id % 10), (byte) 0, (byte) 0, (byte) 0, FrameHead.OK);
      var piece = Arena.ofAuto().allocate(1).fill((byte) id);
      return new SampleFrame(at++, head, List.of(piece), () -> {});
    }

    @Override
    public boolean complete() {
      return true;
    }

    @Override
    public ReadCost cost() {
      return ReadCost.NONE;
    }

    @Override
    public void close() {}
  }
}
