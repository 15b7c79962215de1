package dev.sheaf.gpu.pipeline;

import dev.sheaf.actors.job.BatchAnswer;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.BatchService.Served;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.preparation.SharedBatches;
import dev.sheaf.actors.preparation.SharedBatches.Answer;
import dev.sheaf.actors.reading.SampleReader.Overloaded;
import dev.sheaf.policies.ensemble.Convoy.Place;
import dev.sheaf.wire.batch.FrameHead;
import dev.sheaf.wire.ring.RingSlot;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One order of batches, read and decoded once for all members that read it.
 *
 * <p>A thread prepares batch after batch in a {@link SharedRing}, cropped to size, one byte a
 * pixel, nothing random; each member copies out what it needs as its own augmentation has it. Which
 * samples a member is given its own ledger says, so what is prepared here is used only where it is
 * the same. It ends when no member is left.
 *
 * <p>Of several nodes with members one prepares: from its ring the others' pipelines take what goes
 * into theirs, and prepare it themselves whenever it does not come.
 */
final class SharedPipeline {
  private static final Logger LOG = LoggerFactory.getLogger(SharedPipeline.class);
  private static final Duration BATCH_DEADLINE = Duration.ofSeconds(30);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final SharedPipelines.Order order;
  private final SharedPipelines.Ports ports;
  private final SharedPipelines.Limits limits;
  private final SlotFiller filler;
  private final SharedRing ring;
  private volatile @Nullable Upstream upstream;

  SharedPipeline(
      SharedPipelines.Order order, SharedPipelines.Ports ports, SharedPipelines.Limits limits) {
    this.order = order;
    this.ports = ports;
    this.limits = limits;
    this.ring = new SharedRing(order, limits);
    this.filler =
        new SlotFiller(
            new Feed.Preparation(ports.decoder(), Augmentation.NONE, order.size()), limits.hands());
  }

  /** Where its batches lie. */
  SharedRing ring() {
    return ring;
  }

  /** Prepares until nobody is left, on a thread of its own; tells {@code ended} then. */
  void start(Consumer<SharedPipeline> ended) {
    Thread.ofVirtual()
        .name("shared-" + order.job())
        .start(() -> {
          try {
            prepareAll();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (IOException | RuntimeException broken) {
            LOG.warn("{} cannot be prepared for many: {}", order.job(), broken.toString());
            ring.disband();
            ring.awaitNobody();
          } finally {
            ring.close();
            ended.accept(this);
          }
        });
  }

  // ---- other nodes

  /** Who prepares from now on, and for whom. */
  synchronized void arrange(SharedPipelines.Sharing sharing) {
    var before = upstream;
    if (!sharing.isElsewhere()) {
      upstream = null;
    } else if (before == null || !before.is(sharing)) {
      var patience = limits.muster().plus(limits.patience()).toNanos();
      upstream = new Upstream(order.job(), ports.elsewhere(), sharing, patience);
    }
    ring.least(sharing.isElsewhere() ? 1 : 2);
    ring.expect(sharing.takers());
  }

  /** Gives another node the batch that it wants, once it is prepared. */
  Answer give(SharedBatches.Wanted wanted, long deadlineNanos, Consumer<SharedBatches.Rows> look)
      throws InterruptedException {
    if (upstream != null) {
      // Who takes from another gives to nobody: two might wait for each other.
      return Answer.ALONE;
    }
    var place = new Place(wanted.epoch(), wanted.n());
    var asked = ring.ask(wanted.taker(), place);
    if (asked.isEmpty()) {
      return Answer.NOT_YET;
    }
    var taker = asked.get();
    Place given = null;
    try {
      var found = ring.await(taker.reader, place, () -> System.nanoTime() - deadlineNanos >= 0);
      if (found.isEmpty()) {
        return Answer.NOT_YET;
      }
      return switch (found.get()) {
        case SharedReader.Found.Over over -> Answer.EPOCH_OVER;
        case SharedReader.Found.Alone alone -> Answer.ALONE;
        case SharedReader.Found.Ready ready -> {
          given = place;
          yield ring.read(taker.reader, batch -> look.accept(rows(batch)))
              ? Answer.GIVEN
              : Answer.ALONE;
        }
      };
    } finally {
      ring.answered(taker, given);
    }
  }

  private SharedBatches.Rows rows(SharedRing.Prepared batch) {
    var size = order.size();
    var count = batch.ids().size();
    var labels = IntStream.range(0, count).mapToObj(at -> (int) batch.slot().label(at)).toList();
    var pixels = batch.slot().images().asSlice(0, count * size.bytes());
    return new SharedBatches.Rows(batch.ids(), labels, pixels, size.height(), size.width());
  }

  // ---- the preparing side

  private void prepareAll() throws IOException, InterruptedException {
    for (var place = ring.next(); place.isPresent(); place = ring.next()) {
      prepare(place.get());
    }
  }

  private void prepare(Place place) throws IOException, InterruptedException {
    var from = upstream;
    switch (from == null ? Answer.ALONE : take(from, place)) {
      case GIVEN, NOT_YET -> {}
      case EPOCH_OVER -> ring.epochOver(place);
      case ALONE -> {
        if (from != null && ring.reading() < 2) {
          // One alone had better read for itself than what others have left.
          ring.disband();
        } else {
          prepareHere(place);
        }
      }
    }
  }

  /** Has the batch from the node that prepares it for all. */
  private Answer take(Upstream from, Place place) throws IOException, InterruptedException {
    if (!from.isOpen(place, System.nanoTime())) {
      return Answer.ALONE;
    }
    var slot = claim();
    var ids = new ArrayList<Long>();
    var answer = from.take(place, rows -> ids.addAll(copy(rows, slot)));
    if (answer == Answer.GIVEN) {
      ring.publish(place, slot, ids);
    }
    return answer;
  }

  private List<Long> copy(SharedBatches.Rows rows, RingSlot slot) {
    var count = rows.ids().size();
    var size = order.size();
    if (count > order.batchSize()
        || rows.height() != size.height()
        || rows.width() != size.width()) {
      throw new IllegalArgumentException(
          "%s has batches of at most %d rows of %d × %d, and was given %d of %d × %d"
              .formatted(
                  order.job(),
                  order.batchSize(),
                  size.height(),
                  size.width(),
                  count,
                  rows.height(),
                  rows.width()));
    }
    slot.images().copyFrom(rows.pixels());
    for (int at = 0; at < count; at++) {
      slot.label(at, rows.labels().get(at));
    }
    return rows.ids();
  }

  private void prepareHere(Place place) throws IOException, InterruptedException {
    var key = new BatchKey(order.job(), 1, place.epoch(), 0, place.n());
    try {
      switch (ports.source().service().serve(key, order.reader(), BATCH_DEADLINE)) {
        case Served.Serving serving -> fill(place, serving);
        case Served.NotServed(BatchAnswer answer) -> instead(place, answer);
      }
    } catch (Overloaded later) {
      TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
    }
  }

  private void instead(Place place, BatchAnswer answer) throws InterruptedException {
    switch (answer) {
      case BatchAnswer.Otherwise(JobReply.EpochOver over) -> ring.epochOver(place);
      case BatchAnswer.Otherwise(JobReply.NoSuchJob notYet) ->
          TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
      case BatchAnswer.Unavailable unavailable -> TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
      // Behind the last epoch, or failed: the members' own jobs say what that means to them.
      case BatchAnswer otherwise -> ring.ended(place);
    }
  }

  private void fill(Place place, Served.Serving serving) throws IOException, InterruptedException {
    var slot = claim();
    var filling = filler.fill(serving, slot);
    if (!filling.undecodable().isEmpty()) {
      var deadline = System.nanoTime() + BATCH_DEADLINE.toNanos();
      var key = serving.batch().key();
      ports.source().desk().missing(key, filling.undecodable(), FrameHead.UNDECODABLE, deadline);
    }
    if (!filling.whole()) {
      return;
    }
    ring.publish(place, slot, filling.ids());
    if (place.n() > limits.slots()) {
      // What was overwritten is done with; the rest is when the next epoch has begun.
      ports.acknowledging().done(order.job(), place.epoch(), place.n() - limits.slots());
    }
  }

  private RingSlot claim() throws IOException, InterruptedException {
    return ring.claim(BATCH_DEADLINE.toNanos());
  }
}
