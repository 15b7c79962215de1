package dev.sheaf.actors.job;

import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.reading.SampleReader.Overloaded;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.actors.reading.WaitCause;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.wire.batch.FrameHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch's frames, in which every sample that cannot be delivered was settled with the ledger
 * before its frame leaves; what was delivered is counted when the stream ends.
 */
final class SettledStream implements SampleStream {
  private final BatchDesk desk;
  private final SampleReader reader;
  private final RankBatch batch;
  private final SampleStream frames;
  private final long deadlineNanos;
  private final long admissionNanos;
  private long ledgerNanos;
  private long delivered;
  private @Nullable SampleFrame toSettle;
  private boolean closed;

  /** Who decides, and who reads. */
  record Ports(BatchDesk desk, SampleReader reader) {}

  /** What the batch has waited for before its frames were gathered. */
  record Before(long ledgerNanos, long admissionNanos) {}

  SettledStream(
      Ports ports, RankBatch batch, SampleStream frames, long deadlineNanos, Before before) {
    this.desk = ports.desk();
    this.reader = ports.reader();
    this.batch = batch;
    this.frames = frames;
    this.deadlineNanos = deadlineNanos;
    this.admissionNanos = before.admissionNanos();
    this.ledgerNanos = before.ledgerNanos();
  }

  @Override
  public @Nullable SampleFrame next() throws InterruptedException {
    var frame = toSettle == null ? frames.next() : toSettle;
    toSettle = null;
    return frame == null ? null : given(frame, isLost(frame) ? settle(frame) : frame);
  }

  /** A lost frame is kept for who may wait: the ledger has to be asked. */
  @Override
  public @Nullable SampleFrame atHand() {
    var frame = toSettle == null ? frames.atHand() : null;
    if (frame == null) {
      return null;
    }
    if (isLost(frame)) {
      toSettle = frame;
      return null;
    }
    return given(frame, frame);
  }

  private SampleFrame given(SampleFrame frame, SampleFrame settled) {
    var flags = settled.head().flags() | batch.flags(frame.position());
    if (settled.head().status() == FrameHead.OK && (flags & FrameHead.PADDING) == 0) {
      delivered++;
    }
    return new SampleFrame(
        frame.position(), settled.head().withFlags(flags), settled.pieces(), settled::close);
  }

  private static boolean isLost(SampleFrame frame) {
    return switch (frame.head().status()) {
      case FrameHead.OK, FrameHead.DEADLINE -> false;
      default -> true;
    };
  }

  /**
   * The frame that takes a lost one's place: of the sample that the ledger has decided on, which
   * may be lost too, or the lost one itself, which says what is wrong with it.
   */
  private SampleFrame settle(SampleFrame lost) throws InterruptedException {
    var frame = lost;
    for (int asked = 0; isLost(frame) && asked < batch.size(); asked++) {
      var standIn = decided(frame);
      if (standIn == frame.head().id()) {
        return frame;
      }
      frame.close();
      frame = standIn(lost.position(), standIn);
    }
    return frame;
  }

  /** The sample that the ledger has decided on; the lost one when there is none instead. */
  private long decided(SampleFrame lost) {
    var id = lost.head().id();
    var began = System.nanoTime();
    var answer = desk.missing(batch.key(), List.of(id), lost.head().status(), deadlineNanos);
    ledgerNanos += System.nanoTime() - began;
    return batch.spec().onMissing() == OnMissing.SUBSTITUTE
            && answer instanceof BatchAnswer.Assigned(RankBatch decided)
            && decided.size() == batch.size()
        ? decided.id(lost.position())
        : id;
  }

  /** The frame of a stand-in; one that cannot be read now says "ask again". */
  private SampleFrame standIn(int position, long id) throws InterruptedException {
    @Nullable SampleFrame read = null;
    try (var one = reader.read(batch.request(List.of(id), deadlineNanos))) {
      read = one.next();
    } catch (Overloaded none) {
      // It is asked for again with the batch.
    }
    if (read == null) {
      var head =
          new FrameHead(
              id,
              0,
              0,
              -1,
              FrameHead.ORIGIN,
              FrameHead.ENCODED,
              FrameHead.SUBSTITUTED,
              FrameHead.DEADLINE);
      return new SampleFrame(position, head, List.of(), () -> {});
    }
    var head = read.head().withFlags(read.head().flags() | FrameHead.SUBSTITUTED);
    return new SampleFrame(position, head, read.pieces(), read::close);
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
    return switch (cause) {
      case LEDGER -> ledgerNanos;
      case ADMISSION -> admissionNanos;
      case PEER, DISK, LAMBDA, ORIGIN -> frames.waitedNanos(cause);
    };
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (toSettle != null) {
      toSettle.close();
    }
    frames.close();
    var cost = frames.cost();
    desk.delivered(
        batch.key(),
        new Delivery(
            batch.key().epoch(),
            delivered,
            0,
            cost.memoryHits(),
            cost.diskHits(),
            cost.lambdaHits(),
            cost.originSamples(),
            cost.originGets(),
            cost.originBytes(),
            cost.waitNanos()));
  }
}
