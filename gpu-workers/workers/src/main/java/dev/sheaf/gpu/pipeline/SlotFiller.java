package dev.sheaf.gpu.pipeline;

import dev.sheaf.actors.job.BatchService.Served.Serving;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.wire.batch.FrameHead;
import dev.sheaf.wire.ring.RingSlot;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fills a ring slot with the decoded samples of one minibatch. Used by one thread. */
final class SlotFiller {
  private final SampleDecoder decoder;
  private final Augmentation augmentation;
  private final Augmentation.Size size;
  private final MemorySegment scratch;

  SlotFiller(SampleDecoder decoder, Augmentation augmentation, Augmentation.Size size) {
    this.decoder = decoder;
    this.augmentation = augmentation;
    this.size = size;
    this.scratch = Arena.ofAuto().allocate(size.bytes());
  }

  /**
   * Decodes every frame into its own place of the slot, then closes the gaps that skipped samples
   * left.
   */
  Filling fill(Serving serving, RingSlot slot) throws InterruptedException {
    var ids = new long[serving.batch().size()];
    Arrays.fill(ids, -1);
    var undecodable = new ArrayList<Long>();
    var late = 0;
    try (var frames = serving.frames()) {
      while (true) {
        try (var frame = frames.next()) {
          if (frame == null) {
            break;
          }
          late += frame.head().status() == FrameHead.DEADLINE ? 1 : 0;
          if (frame.head().status() == FrameHead.OK && !place(frame, serving, slot, ids)) {
            undecodable.add(frame.head().id());
          }
        }
      }
    }
    return new Filling(closeGaps(slot, ids), undecodable, late > 0);
  }

  private boolean place(SampleFrame frame, Serving serving, RingSlot slot, long[] ids) {
    var at = frame.position();
    var id = frame.head().id();
    var sample = new SampleDecoder.Sample(serving.batch().spec().version(), id);
    if (!decoder.decode(sample, frame.pieces(), scratch, size.height(), size.width())) {
      return false;
    }
    var began = System.nanoTime();
    augmentation.apply(scratch, slot.image(at), size, serving.batch().key().epoch(), id);
    decoder.augmented(System.nanoTime() - began);
    slot.label(at, frame.head().label());
    ids[at] = id;
    return true;
  }

  private List<Long> closeGaps(RingSlot slot, long[] ids) {
    var filled = 0;
    for (int at = 0; at < ids.length; at++) {
      if (ids[at] >= 0) {
        if (at != filled) {
          MemorySegment.copy(slot.image(at), 0, slot.image(filled), 0, size.bytes());
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
