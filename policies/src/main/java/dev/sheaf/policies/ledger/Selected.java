package dev.sheaf.policies.ledger;

import org.jspecify.annotations.Nullable;

/** The selected samples of one package, by place. */
final class Selected {
  private final long firstId;
  private final long firstPlace;
  private final @Nullable KeyedBijection split;
  private final int @Nullable [] listed;

  private Selected(
      long firstId, long firstPlace, @Nullable KeyedBijection split, int @Nullable [] listed) {
    this.firstId = firstId;
    this.firstPlace = firstPlace;
    this.split = split;
    this.listed = listed;
  }

  /** All samples of the package that begins with {@code firstId}. */
  static Selected all(long firstId) {
    return new Selected(firstId, 0, null, null);
  }

  /**
   * A run of a package's samples.
   *
   * @param firstPlace where the selected ones begin in the order of {@code split}
   * @param split the order that parts held-out samples from the others
   */
  static Selected parted(long firstId, long firstPlace, KeyedBijection split) {
    return new Selected(firstId, firstPlace, split, null);
  }

  /** The samples at these places of a package; the array is theirs. */
  static Selected listed(long firstId, int[] places) {
    return new Selected(firstId, 0, null, places);
  }

  /** The selected sample number {@code place}, from 0. */
  long id(long place) {
    if (listed != null) {
      return firstId + listed[(int) place];
    }
    return firstId + (split == null ? place : split.at(firstPlace + place));
  }
}
