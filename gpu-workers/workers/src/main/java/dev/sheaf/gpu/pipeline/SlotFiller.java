package dev.sheaf.gpu.pipeline;

import dev.sheaf.actors.job.BatchService.Served.Serving;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.batch.FrameHead;
import dev.sheaf.wire.ring.RingSlot;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Fills a ring slot with the decoded samples of one minibatch. Used by one thread. */
final class SlotFiller {
  private final Feed.Preparation preparation;
  private final int hands;
  private final MemorySegment scratch;

  /** A filler for one member. */
  SlotFiller(Feed.Preparation preparation) {
    this(preparation, 1);
  }

  /**
   * A filler that decodes with several threads; nothing random may be asked for then.
   *
   * @param hands how many
   */
  SlotFiller(Feed.Preparation preparation, int hands) {
    if (hands > 1 && !preparation.augmentation().isNone()) {
      throw new IllegalArgumentException("what is random is for one thread, not for " + hands);
    }
    this.preparation = preparation;
    this.hands = hands;
    this.scratch = Arena.ofAuto().allocate(preparation.size().bytes());
  }

  /**
   * Decodes every frame into its own place of the slot, then closes the gaps that skipped samples
   * left.
   */
  Filling fill(Serving serving, RingSlot slot) throws InterruptedException {
    var batch = serving.batch();
    var ids = new long[batch.size()];
    Arrays.fill(ids, -1);
    var undecodable = new ConcurrentLinkedQueue<Long>();
    var late = 0;
    var places = new Places(batch.spec().version(), batch.key().epoch(), slot);
    try (var frames = serving.frames();
        var working = new Hands(hands)) {
      for (var frame = frames.next(); frame != null; frame = frames.next()) {
        var whole = frame;
        late += whole.head().status() == FrameHead.DEADLINE ? 1 : 0;
        working.give(() -> place(whole, places, ids, undecodable));
      }
    }
    return new Filling(closeGaps(slot, ids), List.copyOf(undecodable), late > 0);
  }

  private record Places(DatasetVersion version, int epoch, RingSlot slot) {}

  private void place(
      SampleFrame frame, Places places, long[] ids, ConcurrentLinkedQueue<Long> undecodable) {
    try (frame) {
      if (frame.head().status() != FrameHead.OK) {
        return;
      }
      if (decode(frame, places)) {
        ids[frame.position()] = frame.head().id();
      } else {
        undecodable.add(frame.head().id());
      }
    }
  }

  private boolean decode(SampleFrame frame, Places places) {
    var id = frame.head().id();
    var size = preparation.size();
    var decoder = preparation.decoder();
    var image = places.slot().image(frame.position());
    var plain = preparation.augmentation().isNone();
    var sample = new SampleDecoder.Sample(places.version(), id);
    var decoded = plain ? image : scratch;
    if (!decoder.decode(sample, frame.pieces(), decoded, size.height(), size.width())) {
      return false;
    }
    if (!plain) {
      var began = System.nanoTime();
      preparation.augmentation().apply(scratch, image, size, places.epoch(), id);
      decoder.augmented(System.nanoTime() - began, 1);
    }
    places.slot().label(frame.position(), frame.head().label());
    return true;
  }

  private List<Long> closeGaps(RingSlot slot, long[] ids) {
    var filled = 0;
    for (int at = 0; at < ids.length; at++) {
      if (ids[at] >= 0) {
        if (at != filled) {
          MemorySegment.copy(slot.image(at), 0, slot.image(filled), 0, preparation.size().bytes());
          slot.label(filled, slot.label(at));
          ids[filled] = ids[at];
        }
        filled++;
      }
    }
    return Arrays.stream(ids, 0, filled).boxed().toList();
  }

  /**
   * What came of filling a slot.
   *
   * @param undecodable samples whose bytes cannot be decoded; empty when all is well
   * @param late true when some frames were not there by the deadline: ask again
   */
  record Filling(List<Long> ids, List<Long> undecodable, boolean late) {
    boolean whole() {
      return undecodable.isEmpty() && !late;
    }
  }
}
