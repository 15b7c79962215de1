package dev.sheaf.gpu.pipeline;

import dev.sheaf.actors.job.Delivery;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.policies.ledger.RankIds;
import dev.sheaf.wire.ring.RingSlot;
import java.util.stream.IntStream;

/**
 * What a member does by itself to a batch that was prepared for many: its own random shift and
 * mirror, on the way into its own slot.
 *
 * @param preparation how this member has its samples
 * @param to where its batch goes
 * @param epoch of the batch
 */
record Tail(Feed.Preparation preparation, RingSlot to, int epoch) {
  void copy(SharedRing.Prepared batch) {
    var began = System.nanoTime();
    var ids = batch.ids();
    for (int at = 0; at < ids.size(); at++) {
      preparation
          .augmentation()
          .apply(batch.slot().image(at), to.image(at), preparation.size(), epoch, ids.get(at));
      to.label(at, batch.slot().label(at));
    }
    preparation.decoder().augmented(System.nanoTime() - began, ids.size());
  }

  /** What its job has been given: all of it from the memory of the node. */
  static Delivery delivery(RankBatch batch) {
    var samples =
        IntStream.range(0, batch.size())
            .filter(at -> (batch.flags(at) & RankIds.PADDING) == 0)
            .count();
    return new Delivery(batch.key().epoch(), samples, 0, batch.size(), 0, 0, 0, 0, 0, 0);
  }
}
