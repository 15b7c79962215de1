package dev.sheaf.policies.placement;

import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.PackageId;

/** Assigns packages to partitions by hash; fixed for the life of a cluster. */
public final class Partitions {
  private static final long SEED = 0x5EAFL;

  private Partitions() {}

  /** The partition of {@code id}, {@code 0..partitions-1}. */
  public static int of(PackageId id, int partitions) {
    var version = Draw.draw(SEED, id.version().hash());
    return Math.toIntExact(Draw.below(Draw.draw(version, id.index()), partitions));
  }
}
