package dev.sheaf.simulation.clairvoyance;

import dev.sheaf.policies.prefetch.ClairvoyantPlan;
import dev.sheaf.policies.prefetch.SourceChoice;
import dev.sheaf.policies.prefetch.StagingRing;
import dev.sheaf.policies.prefetch.StagingRing.Reservation.Full;
import dev.sheaf.policies.prefetch.StagingRing.Reservation.Reserved;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** One node: its staging threads, the threads that fill its classes, and its part of each step. */
final class TrainingNode {
  private final TrainingRun run;
  private final ClairvoyantPlan plan;
  private final int[] accesses;
  private final StagingRing ring;
  private final List<int[]> fills = new ArrayList<>();
  private final int[] filled;
  private final int[] placeInFill;
  private final BitSet held = new BitSet();
  private int stagingIdle;
  private int nextAccess;
  private int delivered;
  private int wanted;
  private int gathered;
  private long outOfOrder;

  TrainingNode(TrainingRun run, ClairvoyantPlan plan, int[] accesses) {
    this.run = run;
    this.plan = plan;
    this.accesses = accesses;
    this.ring = new StagingRing(run.shape().machines().stagingBytes());
    this.stagingIdle = run.shape().machines().stagingThreads();
    this.filled = new int[run.classes().size()];
    this.placeInFill = new int[run.shape().slices().samples()];
    for (int at = 0; at < filled.length; at++) {
      var fill = plan.fill(at);
      fills.add(fill);
      for (int place = 0; place < fill.length; place++) {
        placeInFill[fill[place]] = place;
      }
    }
  }

  /** Starts every thread. */
  void begin() {
    stage();
    for (int at = 0; at < filled.length; at++) {
      for (int thread = 0; thread < run.classes().get(at).threads(); thread++) {
        fill(at);
      }
    }
  }

  /** Begins to gather this many samples for a step. */
  void gather(int samples) {
    wanted = samples;
    gathered = 0;
    if (wanted == 0) {
      run.gathered(0);
    } else {
      takeWhatIsThere();
    }
  }

  ClairvoyantPlan plan() {
    return plan;
  }

  boolean holds(int id) {
    return held.get(id);
  }

  int placeInFill(int id) {
    return placeInFill[id];
  }

  /** Whether this node takes a peer to have filled a place of its list for a class. */
  boolean assumesFilled(int storageClass, int place) {
    return SourceChoice.assumedFilled(place, filled[storageClass], fills.get(storageClass).length);
  }

  long delivered() {
    return delivered;
  }

  long outOfOrder() {
    return outOfOrder;
  }

  private void stage() {
    while (stagingIdle > 0 && nextAccess < accesses.length) {
      var id = accesses[nextAccess];
      switch (ring.nextToRead(id, run.shape().sampleBytes())) {
        case Full() -> {
          return;
        }
        case Reserved(long place) -> {
          nextAccess++;
          stagingIdle--;
          run.read(this, id, () -> staged(id, place));
        }
      }
    }
  }

  private void staged(int id, long place) {
    stagingIdle++;
    keep(id);
    ring.arrived(place);
    takeWhatIsThere();
    stage();
  }

  /** Reads the next sample of a class that is not held yet. */
  private void fill(int storageClass) {
    var fill = fills.get(storageClass);
    while (filled[storageClass] < fill.length && held.get(fill[filled[storageClass]])) {
      filled[storageClass]++;
    }
    if (filled[storageClass] < fill.length) {
      var id = fill[filled[storageClass]++];
      run.read(
          this,
          id,
          () -> {
            keep(id);
            fill(storageClass);
          });
    }
  }

  private void keep(int id) {
    if (plan.classOf(id) != ClairvoyantPlan.NOWHERE) {
      held.set(id);
    }
  }

  private void takeWhatIsThere() {
    if (gathered == wanted) {
      return;
    }
    while (gathered < wanted) {
      var id = ring.take();
      if (id.isEmpty()) {
        return;
      }
      outOfOrder += id.getAsInt() == accesses[delivered] ? 0 : 1;
      delivered++;
      gathered++;
      stage();
    }
    run.gathered(wanted);
  }
}
