package dev.sheaf.actors.store;

import dev.sheaf.policies.vocabulary.PackageId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What a partition can have done about packages on its own node; never blocks. */
public interface NodePackages {
  /**
   * Fetches a package into the node's store through the tier chain, in single flight with readers;
   * done at once when it is there. It takes what room nobody else holds or needs.
   */
  CompletionStage<LoadOutcome> load(PackageId id);

  /** From now on the package is not given up for space, be it there or still to come. */
  void hold(PackageId id);

  /** The package's space may be taken from now on; with {@code drop}, it is given up at once. */
  void release(PackageId id, boolean drop);

  /** The packages that are in the store now. */
  List<PackageId> resident();

  /** How a load ended. */
  sealed interface LoadOutcome {
    /**
     * The package is in the store.
     *
     * @param originSamples samples that this load read from the origin; 0 when it read nothing
     */
    record Resident(long originSamples, int originGets, long originBytes) implements LoadOutcome {
      /** It was there, or another read it. */
      public Resident() {
        this(0, 0, 0);
      }
    }

    /** There is no room for it beside what is held. */
    record NoRoom() implements LoadOutcome {}

    /** It could not be read; the reason names the object. */
    record Failed(String reason) implements LoadOutcome {}
  }
}
