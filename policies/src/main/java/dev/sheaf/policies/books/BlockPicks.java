package dev.sheaf.policies.books;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses of two live blocks: of the current one what is held, then what is not, each job in an
 * order of its own; then the same of the next one.
 *
 * <p>The blocks turn when every job has opened all of the current one, and when this job has opened
 * both.
 */
final class BlockPicks implements Choice {
  private static final int NONE = Packages.NONE;

  private final DatasetState state;
  private final DatasetProgress job;
  private final boolean fresh;
  private final long key;
  private final List<Integer> chosen = new ArrayList<>();
  private final Packages taken;
  private LiveBlocks live;
  private int left;

  BlockPicks(DatasetState state, DatasetProgress job, int epoch) {
    this.state = state;
    this.job = job;
    this.fresh = epoch > job.epoch;
    this.key = Draw.draw(Draw.draw(state.seed(), job.name), epoch);
    this.taken = new Packages(state.places());
    this.left = fresh ? state.places() : job.left();
    this.live = state.live().isCut() ? state.live() : state.live().cutAgain(state);
  }

  @Override
  public List<Integer> chosen() {
    return List.copyOf(chosen);
  }

  @Override
  public LiveBlocks live() {
    return live;
  }

  @Override
  public boolean next() {
    if (left == 0) {
      return false;
    }
    while (isCurrentDone()) {
      live = live.turned(state);
    }
    var place = ofBoth();
    while (place == NONE) {
      live = live.turned(state);
      place = ofBoth();
    }
    chosen.add(place);
    taken.add(place);
    left--;
    return true;
  }

  private int ofBoth() {
    var current = of(0, live.current());
    return current != NONE ? current : of(live.current(), live.next());
  }

  /** The first of these, by what is held and then by the job's own order; -1 when none is left. */
  private int of(int first, int count) {
    var best = NONE;
    var bestKey = 0L;
    var bestHeld = false;
    for (int index = first; index < first + count; index++) {
      var place = live.at(index, state.places());
      if (isLeft(place)) {
        var held = state.held().has(place);
        var drawn = Draw.draw(key, place);
        if (best == NONE || (held == bestHeld ? drawn < bestKey : held)) {
          best = place;
          bestKey = drawn;
          bestHeld = held;
        }
      }
    }
    return best;
  }

  private boolean isCurrentDone() {
    if (live.isAll(state.places())) {
      return false;
    }
    for (int index = 0; index < live.current(); index++) {
      var place = live.at(index, state.places());
      if (isLeft(place) || isLeftForOthers(place)) {
        return false;
      }
    }
    return true;
  }

  private boolean isLeftForOthers(int place) {
    for (var other : state.readers()) {
      if (other != job && !other.opened.has(place)) {
        return true;
      }
    }
    return false;
  }

  private boolean isLeft(int place) {
    return (fresh || !job.opened.has(place)) && !taken.has(place);
  }
}
