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
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * A fake of ledger and reader: {@code batches} batches of {@code size} samples an epoch, in order
 * of id; a sample is one byte, its id, and its label is the id's last digit.
 */
final class FakeBatches implements BatchService, BatchDesk {
  private final int batches;
  private final int size;
  private final Set<Long> corrupt = new ConcurrentSkipListSet<>();
  private final Set<Long> reported = new ConcurrentSkipListSet<>();

  FakeBatches(int batches, int size) {
    this.batches = batches;
    this.size = size;
  }

  void corrupt(long id) {
    corrupt.add(id);
  }

  Set<Long> reported() {
    return reported;
  }

  @Override
  public Served serve(BatchKey key, String consumer, Duration deadline) {
    return switch (batch(key, consumer, 0)) {
      case BatchAnswer.Assigned(RankBatch batch) ->
          new Served.Serving(batch, new OneByteFrames(batch));
      case BatchAnswer otherwise -> new Served.NotServed(otherwise);
    };
  }

  @Override
  public BatchAnswer batch(BatchKey key, String consumer, long deadlineNanos) {
    if (key.n() >= batches) {
      return new BatchAnswer.Otherwise(new JobReply.EpochOver(key.epoch(), batches));
    }
    var ids = new long[size];
    for (int i = 0; i < size; i++) {
      ids[i] = (long) key.n() * size + i;
    }
    return new BatchAnswer.Assigned(new RankBatch(spec(key.job()), key, ids, new byte[size]));
  }

  @Override
  public BatchAnswer missing(BatchKey key, List<Long> ids, byte status, long deadlineNanos) {
    reported.addAll(ids);
    return batch(key, "", deadlineNanos);
  }

  @Override
  public void delivered(BatchKey key, Delivery delivery) {}

  JobSpec spec(String name) {
    return new JobSpec(
        name,
        new DatasetVersion("fake", "0".repeat(64)),
        Contract.STRICT,
        size,
        1,
        1,
        0,
        Tail.EVEN,
        Shuffle.PACKAGES,
        OnMissing.SKIP,
        10,
        null,
        0,
        false,
        0);
  }

  /** A corrupt sample is an empty frame until it was reported; then it is skipped. */
  private final class OneByteFrames implements SampleStream {
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
      var missing = reported.contains(id);
      var pieces =
          missing || corrupt.contains(id)
              ? List.<MemorySegment>of()
              : List.of(Arena.ofAuto().allocate(1).fill((byte) id));
      var status = missing ? FrameHead.UNDECODABLE : FrameHead.OK;
      var head =
          new FrameHead(
              id, 0, pieces.size(), (int) (id % 10), (byte) 0, (byte) 0, (byte) 0, status);
      return new SampleFrame(at++, head, pieces, () -> {});
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
