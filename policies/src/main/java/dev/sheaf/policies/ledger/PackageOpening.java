package dev.sheaf.policies.ledger;

/** Says which package is opened next, and when; asked before each batch until it says none. */
interface PackageOpening {
  /** What is said when nothing should be opened, or nothing is left. */
  int NONE = -1;

  /**
   * The package to open now.
   *
   * @param open what is open
   * @param need how many samples the coming batch draws
   * @return its index, or {@link #NONE}
   */
  int next(OpenPackages open, int need);
}
