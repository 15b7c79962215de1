package dev.sheaf.simulation.sharing;

import dev.sheaf.policies.sharing.SharedResidency;
import dev.sheaf.policies.substitution.Substitution;
import dev.sheaf.policies.substitution.UnreadSamples;
import dev.sheaf.simulation.sharing.JobShapes.JobShape;

/** One job that goes through its epochs, a batch at a time. */
final class JobRun {
  private final JobShape shape;
  private final SharedResidency residency;
  private final Substitution substitution;
  private final Tally tally;
  private final UnreadSamples unread;
  private final Deliveries deliveries;
  private boolean started;
  private boolean ended;

  JobRun(JobShape shape, UnreadSamples unread, Cache cache, Tally tally) {
    this.shape = shape;
    this.residency = cache.residency();
    this.substitution = cache.substitution();
    this.tally = tally;
    this.unread = unread;
    this.deliveries = new Deliveries(unread.samples());
  }

  /** The policies that all jobs of a run share. */
  record Cache(SharedResidency residency, Substitution substitution) {}

  boolean ended() {
    return ended;
  }

  /** True once so many of its epochs are over. */
  boolean isPast(int epochs) {
    return started && unread.epoch() >= epochs;
  }

  /** What the job does in a turn. */
  void turn(int turn, boolean counts) {
    if (turn < shape.firstTurn()) {
      return;
    }
    if (!started) {
      started = true;
      begin();
    }
    for (int i = 0; i < shape.speed() && !ended; i++) {
      batch(counts);
    }
  }

  private void batch(boolean counts) {
    var ids = substitution.batch(unread, shape.batch());
    if (counts) {
      tally.batches++;
      tally.waits += ids.length == 0 ? 1 : 0;
      tally.lookups += substitution.mostLookups(shape.batch());
    }
    for (var id : ids) {
      deliveries.add(id);
      var reads = residency.read(unread, id);
      if (counts) {
        tally.consumed++;
        tally.misses += reads.misses();
        tally.refills += reads.refills();
      }
    }
    tally.mostHeld = Math.max(tally.mostHeld, residency.held());
    if (unread.left() == 0) {
      end();
    }
  }

  private void end() {
    tally.duplicates += deliveries.duplicates();
    tally.missing += deliveries.missing();
    if (unread.epoch() + 1 == shape.epochs()) {
      ended = true;
      residency.leaves(unread);
    } else {
      begin();
    }
  }

  private void begin() {
    unread.beginEpoch();
    deliveries.begin();
    residency.begins(unread);
  }
}
