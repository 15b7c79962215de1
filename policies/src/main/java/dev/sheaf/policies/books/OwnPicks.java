package dev.sheaf.policies.books;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses in an order that is the job's own and new every epoch; where the policy says so, a
 * package that is held stands in for one that is not, which comes later.
 */
final class OwnPicks implements Choice {
  private static final int NONE = Packages.NONE;

  private final DatasetState state;
  private final DatasetProgress job;
  private final boolean fresh;
  private final StandIn standIn;
  private final OwnOrder order;
  private final List<Integer> chosen = new ArrayList<>();
  private final Packages taken;
  private int left;

  /** When something is taken out of its turn. */
  enum StandIn {
    /** Never. */
    NONE,
    /** Whenever the job has not opened something of the window. */
    HELD_FIRST,
    /** When it is the turn of what is not held. */
    FOR_ABSENT
  }

  OwnPicks(DatasetState state, DatasetProgress job, int epoch, StandIn standIn) {
    this.state = state;
    this.job = job;
    this.fresh = epoch > job.epoch;
    this.standIn = standIn;
    this.order = fresh ? state.ownOrder(job.name, epoch) : job.order;
    this.taken = new Packages(state.places());
    this.left = fresh ? state.places() : job.left();
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
    if (left == 0) {
      return false;
    }
    var held = standIn == StandIn.HELD_FIRST ? ofWindow() : NONE;
    var place = held != NONE ? held : inTurn();
    chosen.add(place);
    taken.add(place);
    left--;
    return true;
  }

  private int inTurn() {
    var place = order.first(this::isLeft);
    var instead =
        standIn == StandIn.FOR_ABSENT && !state.held().has(place) && !state.held().isPinned(place)
            ? ofWindow()
            : NONE;
    return instead != NONE ? instead : place;
  }

  /** The eldest of the window that is left for this job; -1 when there is none. */
  private int ofWindow() {
    var held = state.held();
    for (int place = held.eldest(); place != NONE; place = held.after(place)) {
      if (isLeft(place)) {
        return place;
      }
    }
    return NONE;
  }

  private boolean isLeft(int place) {
    return (fresh || !job.opened.has(place)) && !taken.has(place);
  }
}
