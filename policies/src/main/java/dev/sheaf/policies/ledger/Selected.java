package dev.sheaf.policies.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The selected samples of one package, by place.
 *
 * @param firstId the package's first sample
 * @param firstPlace where the selected ones begin in the order of {@code split}
 * @param split the order that parts held-out samples from the others; null when all are selected
 */
record Selected(long firstId, long firstPlace, @Nullable KeyedBijection split) {
  /** The selected sample number {@code place}, from 0. */
  long id(long place) {
    return firstId + (split == null ? place : split.at(firstPlace + place));
  }
}
