package dev.sheaf.gpu.pipeline;

import dev.sheaf.actors.job.BatchAnswer;
import dev.sheaf.actors.job.BatchDesk;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.BatchService;
import dev.sheaf.actors.job.BatchService.Served;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.actors.reading.SampleReader.Overloaded;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.wire.batch.FrameHead;
import dev.sheaf.wire.ring.RingProducer;
import dev.sheaf.wire.ring.RingSlot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one member: asks for its batches in order, prepares them in the ring and announces each.
 *
 * <p>Blocks; runs on a virtual thread of its own until the job has no more batches, {@link #cancel}
 * is called, or the job refuses. The ring's free slots bound how far it runs ahead.
 */
public final class Feed implements Runnable {
  private static final Duration BATCH_DEADLINE = Duration.ofSeconds(30);
  private static final long CLAIM_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Plan plan;
  private final BatchService service;
  private final BatchDesk desk;
  private final RingProducer ring;
  private final SlotFiller filler;
  private final Preparation preparation;
  private final @Nullable SharedReader group;
  private final Listener listener;
  private @Nullable RingSlot spare;
  private int partedBelow;
  private volatile boolean cancelled;

  /**
   * What to feed.
   *
   * @param job the job's name
   * @param generation its current life
   * @param rank the rank that is read
   * @param epochs how many epochs there are
   * @param fromEpoch where to begin
   * @param fromBatch where to begin in that epoch
   * @param consumer the random id by which this feed holds its rank
   */
  public record Plan(
      String job,
      long generation,
      int rank,
      int epochs,
      int fromEpoch,
      int fromBatch,
      String consumer) {}

  /** Hears what a feed does, on the feed's thread. */
  public interface Listener {
    /** Slot {@code seq} holds batch {@code n} of {@code epoch}, with these samples. */
    void filled(Prepared prepared);

    /** All batches of {@code epoch} are announced; it had {@code batches} of them. */
    void epochFed(int epoch, int batches);

    /** There are no more batches. */
    void ended();

    /** The job refuses, or the feed broke; the reason is for people. */
    void failed(String reason);
  }

  /**
   * A batch that is ready in the ring, with the ids and labels of its samples in order.
   *
   * @param job the job that it is a batch of
   */
  public record Prepared(
      JobSpec job, RingSlot slot, int epoch, int n, List<Long> ids, List<Integer> labels) {
    /** A batch that owns its lists. */
    public Prepared {
      ids = List.copyOf(ids);
      labels = List.copyOf(labels);
    }
  }

  /** A feed that begins when it is run, and reads for its member alone. */
  public Feed(
      Plan plan, Source source, RingProducer ring, Preparation preparation, Listener listener) {
    this(plan, source, new Into(ring, listener), preparation, null);
  }

  /**
   * A feed that begins when it is run.
   *
   * @param group has what others of the same order prepare; null where there are none
   */
  public Feed(
      Plan plan, Source source, Into into, Preparation preparation, @Nullable SharedReader group) {
    this.plan = plan;
    this.service = source.service();
    this.desk = source.desk();
    this.ring = into.ring();
    this.listener = into.listener();
    this.filler = new SlotFiller(preparation);
    this.preparation = preparation;
    this.group = group;
  }

  /** Where batches go. */
  public record Into(RingProducer ring, Listener listener) {}

  /** Where batches come from. */
  public record Source(BatchService service, BatchDesk desk) {}

  /** How samples are prepared. */
  public record Preparation(
      SampleDecoder decoder, Augmentation augmentation, Augmentation.Size size) {}

  /** Ends the feed soon; nothing is announced after that. */
  public void cancel() {
    cancelled = true;
  }

  @Override
  public void run() {
    try {
      var epoch = plan.fromEpoch();
      var n = plan.fromBatch();
      if (group != null) {
        group.begin(epoch, n);
      }
      while (!cancelled && epoch < plan.epochs()) {
        switch (one(epoch, n)) {
          case FILLED -> n++;
          case EPOCH_OVER -> {
            listener.epochFed(epoch, n);
            epoch++;
            n = 0;
          }
          case AGAIN -> LockSupport.parkNanos(RETRY_NANOS);
          case JOB_OVER -> epoch = plan.epochs();
        }
      }
      if (!cancelled) {
        listener.ended();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Refusal refusal) {
      listener.failed(String.valueOf(refusal.getMessage()));
    } catch (RuntimeException broken) {
      listener.failed("feeding " + plan.job() + " broke: " + broken);
    }
  }

  private enum Outcome {
    FILLED,
    EPOCH_OVER,
    AGAIN,
    JOB_OVER
  }

  private Outcome one(int epoch, int n) throws InterruptedException, Refusal {
    var key = new BatchKey(plan.job(), plan.generation(), epoch, plan.rank(), n);
    var shared = group == null ? null : shared(group, key);
    if (shared != null) {
      return shared;
    }
    Served served;
    try {
      served = service.serve(key, plan.consumer(), BATCH_DEADLINE);
    } catch (Overloaded overloaded) {
      return Outcome.AGAIN;
    }
    return switch (served) {
      case Served.Serving serving -> prepare(key, serving);
      case Served.NotServed(BatchAnswer answer) -> instead(answer);
    };
  }

  /** What came of a batch that others have prepared; null where this member reads for itself. */
  private @Nullable Outcome shared(SharedReader from, BatchKey key)
      throws InterruptedException, Refusal {
    return switch (from.await(key.epoch(), key.n(), () -> cancelled)) {
      case SharedReader.Found.Over over -> null;
      case SharedReader.Found.Alone alone -> part(key);
      case SharedReader.Found.Ready(List<Long> ids) -> {
        var deadline = System.nanoTime() + BATCH_DEADLINE.toNanos();
        yield switch (desk.batch(key, plan.consumer(), deadline)) {
          case BatchAnswer.Assigned(RankBatch batch) -> {
            if (isOf(batch, ids)) {
              yield copy(from, batch, ids);
            }
            from.part();
            yield part(key);
          }
          case BatchAnswer otherwise -> instead(otherwise);
        };
      }
    };
  }

  /** The member's own ledger has the last word on what it reads. */
  private static boolean isOf(RankBatch batch, List<Long> ids) {
    return batch.size() == ids.size()
        && IntStream.range(0, batch.size()).allMatch(i -> batch.id(i) == ids.get(i));
  }

  private @Nullable Outcome copy(SharedReader from, RankBatch batch, List<Long> ids)
      throws InterruptedException {
    var slot = claim();
    if (slot == null) {
      return Outcome.AGAIN;
    }
    var tail = new Tail(preparation, slot, batch.key().epoch());
    if (!from.read(tail::copy)) {
      spare = slot;
      return part(batch.key());
    }
    publish(batch, slot, ids);
    desk.delivered(batch.key(), Tail.delivery(batch));
    return Outcome.FILLED;
  }

  /** The job opens what is at hand for the rest of the epoch, and not what others have left. */
  private @Nullable Outcome part(BatchKey key) {
    if (partedBelow <= key.epoch()
        && desk.part(key.job(), key.epoch() + 1, System.nanoTime() + BATCH_DEADLINE.toNanos())) {
      partedBelow = key.epoch() + 1;
    }
    return null;
  }

  private Outcome prepare(BatchKey key, Served.Serving first) throws InterruptedException, Refusal {
    Served.@Nullable Serving serving = first;
    var slot = claim();
    if (slot == null) {
      first.frames().close();
      return Outcome.AGAIN;
    }
    while (true) {
      var filling = filler.fill(serving, slot);
      if (filling.whole()) {
        publish(serving.batch(), slot, filling.ids());
        return Outcome.FILLED;
      }
      if (!filling.undecodable().isEmpty()) {
        report(key, filling);
      }
      serving = again(key);
    }
  }

  private void publish(RankBatch batch, RingSlot slot, List<Long> ids) {
    var key = batch.key();
    var labels = IntStream.range(0, ids.size()).mapToObj(i -> (int) slot.label(i)).toList();
    ring.publish(slot, ids.size(), key.epoch());
    if (!cancelled) {
      listener.filled(new Prepared(batch.spec(), slot, key.epoch(), key.n(), ids, labels));
    }
  }

  /** Tells the ledger, which skips, replaces, or fails the job. */
  private void report(BatchKey key, SlotFiller.Filling filling) throws Refusal {
    var deadline = System.nanoTime() + BATCH_DEADLINE.toNanos();
    var answer = desk.missing(key, filling.undecodable(), FrameHead.UNDECODABLE, deadline);
    if (answer instanceof BatchAnswer.Otherwise(JobReply reply)) {
      throw refusal(reply);
    }
  }

  private Served.Serving again(BatchKey key) throws InterruptedException, Refusal {
    while (true) {
      try {
        switch (service.serve(key, plan.consumer(), BATCH_DEADLINE)) {
          case Served.Serving serving -> {
            return serving;
          }
          case Served.NotServed(BatchAnswer.Otherwise(JobReply reply)) -> throw refusal(reply);
          case Served.NotServed notYet -> LockSupport.parkNanos(RETRY_NANOS);
        }
      } catch (Overloaded overloaded) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
      if (cancelled) {
        throw new InterruptedException();
      }
    }
  }

  private Outcome instead(BatchAnswer answer) throws Refusal {
    return switch (answer) {
      case BatchAnswer.Otherwise(JobReply.EpochOver over) -> Outcome.EPOCH_OVER;
      case BatchAnswer.Otherwise(JobReply.NotRunning(JobReply.Phase phase, String reason))
          when phase == JobReply.Phase.FINISHED ->
          Outcome.JOB_OVER;
      case BatchAnswer.Otherwise(JobReply reply) -> throw refusal(reply);
      case BatchAnswer.Unavailable unavailable -> Outcome.AGAIN;
      case BatchAnswer.Assigned assigned ->
          throw new IllegalStateException("an assigned batch must be served: " + plan.job());
    };
  }

  private @Nullable RingSlot claim() throws InterruptedException {
    var claimed = spare;
    if (claimed != null) {
      spare = null;
      return claimed;
    }
    while (!cancelled) {
      var slot = ring.claim(CLAIM_NANOS);
      if (slot != null) {
        return slot;
      }
    }
    return null;
  }

  private static Refusal refusal(JobReply reply) {
    return new Refusal(
        switch (reply) {
          case JobReply.NotRunning over -> over.reason();
          case JobReply.StaleGeneration stale ->
              "generation " + stale.asked() + " is stale, the job is at " + stale.current();
          case JobReply.RankTaken taken -> "rank " + taken.rank() + " has another consumer";
          case JobReply.NoSuchJob none -> "no job has the name " + none.name();
          case JobReply.Refused refused -> refused.detail();
          default -> "the job answered " + reply;
        });
  }

  /** The job will not give this feed any more batches. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }
}
