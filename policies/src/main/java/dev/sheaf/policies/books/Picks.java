package dev.sheaf.policies.books;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Chooses packages for one job, one at a time, against a state that does not change meanwhile.
 *
 * <pre>
 *   1. what others loaded in this job's epoch, the eldest first: it would leave first
 *   2. where the even pace owes one: what was at hand before the epoch, else a pin
 *   3. where the next load would take the place of what a job still needs:
 *        what this job needs of it, else a pin ahead of its pace
 *   4. the next of the scan, which is loaded
 * </pre>
 */
final class Picks implements Choice {
  private static final int NONE = Packages.NONE;

  private final DatasetState state;
  private final DatasetProgress job;
  private final boolean fresh;
  private final List<Integer> chosen = new ArrayList<>();
  private final Packages taken;
  private long loadBytes;
  private int pinsLeft;
  private int othersLeft;

  Picks(DatasetState state, DatasetProgress job, int epoch) {
    this.state = state;
    this.job = job;
    this.fresh = epoch > job.epoch;
    this.taken = new Packages(state.places());
    var pins = state.held().pinned();
    var openedPins = fresh ? 0 : job.opened.sizeBelow(pins);
    this.pinsLeft = pins - openedPins;
    this.othersLeft = fresh ? state.places() - pins : job.left() - pinsLeft;
  }

  @Override
  public List<Integer> chosen() {
    return List.copyOf(chosen);
  }

  @Override
  public LiveBlocks live() {
    return state.live();
  }

  @Override
  public boolean next() {
    if (pinsLeft + othersLeft == 0) {
      return false;
    }
    var shared = atHand(state::isOpen);
    if (shared == NONE) {
      shared = atHand(place -> !isOld(place));
    }
    if (shared != NONE) {
      return take(shared);
    }
    if (othersLeft == 0 || isPinDue()) {
      return takeFiller();
    }
    var next = inScan();
    var victim = state.held().has(next) ? NONE : victimFor(next);
    if (victim != NONE && isLeft(victim)) {
      return take(victim);
    }
    var spendPin = victim != NONE && pinsLeft > 0 && state.urgentNeeds(victim) > 0;
    return spendPin ? takePin() : take(next);
  }

  /** True when the pins opened are fewer than their share of all that was opened. */
  private boolean isPinDue() {
    long pins = state.held().pinned();
    var openings = state.places() - pinsLeft - othersLeft + 1;
    return (pins - pinsLeft + 1) * state.places() <= pins * openings;
  }

  /** The first package of the window that a load would have to take the place of. */
  private int victimFor(int place) {
    var excess =
        state.held().windowBytes()
            + loadBytes
            + state.sizeBytes(place)
            - state.windowCapacityBytes();
    var victims = new Victims(state).of(excess, taken);
    return victims.isEmpty() ? NONE : victims.getLast();
  }

  private boolean takeFiller() {
    var old = atHand(this::isOld);
    if (old != NONE) {
      return take(old);
    }
    return pinsLeft > 0 ? takePin() : take(inScan());
  }

  private boolean takePin() {
    var place = nextLeft(0);
    pinsLeft--;
    add(place);
    return true;
  }

  private boolean take(int place) {
    add(place);
    othersLeft--;
    if (!state.held().has(place)) {
      loadBytes += state.sizeBytes(place);
    }
    return true;
  }

  private void add(int place) {
    chosen.add(place);
    taken.add(place);
  }

  /** The eldest of the window that is left for this job and like that; -1 when there is none. */
  private int atHand(IntPredicate like) {
    var held = state.held();
    for (int place = held.eldest(); place != NONE; place = held.after(place)) {
      if (isLeft(place) && like.test(place)) {
        return place;
      }
    }
    return NONE;
  }

  private boolean isOld(int place) {
    return fresh || state.isOld(job, place);
  }

  private int inScan() {
    var place = nextLeft(state.scan());
    return place != NONE ? place : nextLeft(state.held().pinned());
  }

  private int nextLeft(int from) {
    if (fresh) {
      for (int place = from; place < state.places(); place++) {
        if (!taken.has(place)) {
          return place;
        }
      }
      return NONE;
    }
    var place = job.opened.firstMissing(from);
    while (place != NONE && taken.has(place)) {
      place = place + 1 < state.places() ? job.opened.firstMissing(place + 1) : NONE;
    }
    return place;
  }

  private boolean isLeft(int place) {
    return (fresh || !job.opened.has(place)) && !taken.has(place);
  }
}
