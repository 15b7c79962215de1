package dev.sheaf.http.batch;

import dev.sheaf.actors.job.BatchService.Served;
import dev.sheaf.http.batch.BatchDoor.Question;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.ring.Rings;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.ring.BodySlot;

/** Puts the body of a batch into the slot of a ring that its request names. */
public final class RingBody {
  private final BatchDoor door;
  private final HttpMetrics metrics;
  private final Rings rings;

  /** A maker of bodies in these rings. */
  public RingBody(BatchDoor door, HttpMetrics metrics, Rings rings) {
    this.door = door;
    this.metrics = metrics;
    this.rings = rings;
  }

  /** What came of it. */
  public sealed interface Put {
    /** The body lies there, and its frames were given. */
    record There(long bodyBytes) implements Put {}

    /** The slot cannot be had; the frames were not touched. */
    record Busy() implements Put {}

    /** The body is larger than the slot; its frames are closed, and it has to be served anew. */
    record Small() implements Put {}
  }

  /** Puts a batch that was served where its request says. */
  public Put put(Question question, String seat, Served.Serving serving)
      throws InterruptedException {
    try (var slot = rings.claim(seat)) {
      if (slot == null) {
        return new Put.Busy();
      }
      var batch = serving.batch();
      FrameSource.AtEnd served =
          (all, askAgain) -> {
            if (all) {
              door.served(batch, !askAgain);
            }
          };
      try (var frames =
          new FrameSource(serving.frames(), question.wishes().sum(), metrics, served)) {
        var key = batch.key();
        var header = new BatchHeader(0, batch.size(), key.epoch(), key.rank(), key.n(), 0);
        var putBytes = put(slot, header, frames);
        return frames.allGiven() ? new Put.There(BatchHeader.BYTES + putBytes) : new Put.Small();
      }
    }
  }

  /** Puts as many frames as have room; publishes the body when these are all. */
  static long put(BodySlot slot, BatchHeader header, FrameSource frames)
      throws InterruptedException {
    var body = slot.body();
    var putBytes = frames.into(body.asSlice(BatchHeader.BYTES));
    if (frames.allGiven()) {
      BatchFormat.put(BatchBody.whole(header, putBytes), body, 0);
      slot.publish(BatchHeader.BYTES + putBytes);
    }
    return putBytes;
  }
}
