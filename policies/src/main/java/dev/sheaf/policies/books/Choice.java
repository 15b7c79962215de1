package dev.sheaf.policies.books;

import dev.sheaf.policies.eviction.FillAndKeep;
import dev.sheaf.policies.eviction.KeptUntilUsed;
import dev.sheaf.policies.eviction.LeastRecentlyUsed;
import dev.sheaf.policies.eviction.LiveBlockPair;
import dev.sheaf.policies.eviction.MostImportantPinned;
import dev.sheaf.policies.eviction.PinnedBySeed;
import java.util.List;

/** Chooses packages for one job, one at a time, against a state that does not change meanwhile. */
interface Choice {
  /** Chooses one more; false when nothing is left. */
  boolean next();

  /** The places chosen, in order. */
  List<Integer> chosen();

  /** The blocks that are live once this was chosen. */
  LiveBlocks live();

  /** The choice that the state's residency makes for {@code job}, which stands in {@code epoch}. */
  static Choice of(DatasetState state, DatasetProgress job, int epoch) {
    return switch (state.residency()) {
      case PinnedBySeed pinned -> new Picks(state, job, epoch);
      case LiveBlockPair pair -> new BlockPicks(state, job, epoch);
      case LeastRecentlyUsed lru -> new OwnPicks(state, job, epoch, OwnPicks.StandIn.NONE);
      case FillAndKeep fill -> new OwnPicks(state, job, epoch, OwnPicks.StandIn.NONE);
      case KeptUntilUsed used -> new OwnPicks(state, job, epoch, OwnPicks.StandIn.HELD_FIRST);
      case MostImportantPinned important ->
          new OwnPicks(state, job, epoch, OwnPicks.StandIn.FOR_ABSENT);
    };
  }
}
