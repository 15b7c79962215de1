package dev.sheaf.policies.books;

import dev.sheaf.policies.eviction.FillAndKeep;
import dev.sheaf.policies.eviction.KeptUntilUsed;
import dev.sheaf.policies.eviction.LeastRecentlyUsed;
import dev.sheaf.policies.eviction.LiveBlockPair;
import dev.sheaf.policies.eviction.MostImportantPinned;
import dev.sheaf.policies.eviction.PinnedBySeed;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the packages of the window to be given up: nobody has them open, and they serve least.
 *
 * <p>How much a package serves is a small number; among equals the eldest goes first, where all
 * serve but the youngest, so that what is there stays.
 */
final class Victims {
  private final DatasetState state;
  private final LiveBlocks live;

  Victims(DatasetState state) {
    this(state, state.live());
  }

  Victims(DatasetState state, LiveBlocks live) {
    this.state = state;
    this.live = live;
  }

  /** Places of so many bytes, first the one that serves least; fewer when no more may go. */
  List<Integer> of(long excessBytes, Packages spared) {
    var victims = new ArrayList<Integer>();
    var freed = 0L;
    for (int worth = 0; freed < excessBytes && worth <= mostWorth(); worth++) {
      var held = state.held();
      var backwards = worth > 0 && state.residency() instanceof KeptUntilUsed;
      for (int place = backwards ? held.youngest() : held.eldest();
          place != Packages.NONE && freed < excessBytes;
          place = backwards ? held.before(place) : held.after(place)) {
        if (!state.isOpen(place) && !spared.has(place) && worth(place) == worth) {
          victims.add(place);
          freed += state.sizeBytes(place);
        }
      }
    }
    return victims;
  }

  private int mostWorth() {
    return switch (state.residency()) {
      case PinnedBySeed pinned -> state.jobs().size();
      case LiveBlockPair pair -> 1;
      case KeptUntilUsed used -> 1;
      case LeastRecentlyUsed lru -> 0;
      case FillAndKeep fill -> 0;
      case MostImportantPinned important -> 0;
    };
  }

  private int worth(int place) {
    return switch (state.residency()) {
      case PinnedBySeed pinned -> state.urgentNeeds(place);
      case LiveBlockPair pair -> live.has(place, state.places()) ? 1 : 0;
      case KeptUntilUsed used -> state.isUsed(place) ? 0 : 1;
      case LeastRecentlyUsed lru -> 0;
      case FillAndKeep fill -> 0;
      case MostImportantPinned important -> 0;
    };
  }
}
