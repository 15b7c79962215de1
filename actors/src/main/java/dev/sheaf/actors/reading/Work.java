package dev.sheaf.actors.reading;

import dev.sheaf.actors.derived.DerivedPackage;
import dev.sheaf.actors.store.PackageLease;
import dev.sheaf.actors.tier.TierKind;
import java.util.List;

/** What a {@link GatheringStream} can turn into frames. */
sealed interface Work {
  /** Positions of a package that was here at admission. */
  record Hit(int index, List<Integer> positions) implements Work {}

  /** Positions of which a derived package had all at admission. */
  record Derived(int index, List<Integer> positions, DerivedPackage derived) implements Work {}

  /** A package that arrived, with a lease that covers its positions until they are given. */
  record Landed(PackageLease lease, TierKind tier, TierKind waitedTier, List<Integer> positions)
      implements Work {
    static Landed of(FlightTable.Arrived.Here here, List<Integer> positions) {
      return new Landed(here.lease(), here.from(), here.waitedFor(), positions);
    }
  }

  /** A frame of another node, or of a sample that was read alone. */
  record Framed(SampleFrame frame, WaitCause cause) implements Work {
    static Framed byPeer(SampleFrame frame) {
      return new Framed(frame, WaitCause.byPeer(frame.head()));
    }
  }

  /** Positions that cannot be delivered, after this was waited for. */
  record Lost(List<Integer> positions, byte status, WaitCause cause) implements Work {}

  /** What the consumer waited for, if it did. */
  default WaitCause waitedFor() {
    return switch (this) {
      case Hit hit -> WaitCause.PEER;
      case Derived derived -> WaitCause.PEER;
      case Landed landed -> WaitCause.of(landed.waitedTier());
      case Framed framed -> framed.cause();
      case Lost lost -> lost.cause();
    };
  }
}
