package dev.sheaf.policies.ledger;

import dev.sheaf.policies.vocabulary.Draw;

/**
 * The keys of everything that is drawn in one epoch of a job, each from a domain of its own.
 *
 * <p>Part of the order: a change here changes which ids a log stands for, and needs a new {@link
 * EpochOrder#VERSION}.
 */
final class EpochKeys {
  private final long epochSeed;
  private final long insidePackage;
  private final long packageOrder;
  private final long allIds;
  private final long substitutes;

  EpochKeys(long seed, int epoch) {
    this.epochSeed = Draw.draw(seed, epoch);
    this.insidePackage = Draw.draw(Draw.draw(seed, "inside a package"), epoch);
    this.packageOrder = Draw.draw(Draw.draw(seed, "order of packages"), epoch);
    this.allIds = Draw.draw(Draw.draw(seed, "order of all ids"), epoch);
    this.substitutes = Draw.draw(Draw.draw(seed, "substitute of a missing sample"), epoch);
  }

  /** Key of the order of the samples inside package {@code index}. */
  long insidePackage(int index) {
    return Draw.draw(insidePackage, index);
  }

  /** Key of the seeded order of the packages. */
  long packageOrder() {
    return packageOrder;
  }

  /** Key of the permutation of all ids, for {@code shuffle: global}. */
  long allIds() {
    return allIds;
  }

  /** The seed of the draws of global batch {@code n}; the second key is the position. */
  long batch(int n) {
    return Draw.draw(epochSeed, n);
  }

  /** What the sample that stands in for {@code id} in batch {@code n} is drawn by. */
  long substitute(int n, long id) {
    return Draw.draw(substitutes, n, id);
  }
}
