package dev.sheaf.policies.books;

import dev.sheaf.policies.eviction.FillAndKeep;
import dev.sheaf.policies.eviction.KeptUntilUsed;
import dev.sheaf.policies.eviction.LeastRecentlyUsed;
import dev.sheaf.policies.eviction.LiveBlockPair;
import dev.sheaf.policies.eviction.MostImportantPinned;
import dev.sheaf.policies.eviction.PinnedBySeed;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of packages that nobody has open any more.
 *
 * @param releases places that are given up at once
 * @param loads places that are read in the background instead of them
 */
record AfterUse(List<Integer> releases, List<Integer> loads) {
  private static final AfterUse STAYS = new AfterUse(List.of(), List.of());

  /** By the state's residency, of places that are being closed. */
  static AfterUse of(DatasetState state, List<Integer> closing) {
    return switch (state.residency()) {
      case FillAndKeep fill -> new AfterUse(passing(state, closing), List.of());
      case KeptUntilUsed used -> replaced(state, closing);
      case PinnedBySeed pinned -> STAYS;
      case LeastRecentlyUsed lru -> STAYS;
      case LiveBlockPair pair -> STAYS;
      case MostImportantPinned important -> STAYS;
    };
  }

  private static List<Integer> passing(DatasetState state, List<Integer> closing) {
    var held = state.held();
    return closing.stream().filter(place -> held.has(place) && !held.isPinned(place)).toList();
  }

  /** What all have read goes where something that is needed can come for it. */
  private static AfterUse replaced(DatasetState state, List<Integer> closing) {
    var releases = new ArrayList<Integer>();
    var loads = new ArrayList<Integer>();
    var taken = new Packages(state.places());
    var closed = closing.stream().mapToLong(state::sizeBytes).sum();
    var room =
        state.capacityBytes()
            - state.peakBytes()
            - (state.held().windowBytes() - state.openBytes() + closed);
    for (int place : passing(state, closing)) {
      var other = state.isUsed(place) ? absent(state, taken) : Packages.NONE;
      if (other != Packages.NONE) {
        releases.add(place);
        room += state.sizeBytes(place);
        if (state.sizeBytes(other) <= room) {
          taken.add(other);
          loads.add(other);
          room -= state.sizeBytes(other);
        }
      }
    }
    return new AfterUse(releases, loads);
  }

  /** One by chance that is not held and that some job has still to open; -1 when there is none. */
  private static int absent(DatasetState state, Packages taken) {
    var places = state.places();
    var from =
        (int) Draw.below(Draw.draw(state.seed(), state.held().loads(), taken.size()), places);
    for (int step = 0; step < places; step++) {
      var place = (from + step) % places;
      if (!state.held().has(place) && !taken.has(place) && state.isNeeded(place)) {
        return place;
      }
    }
    return Packages.NONE;
  }
}
