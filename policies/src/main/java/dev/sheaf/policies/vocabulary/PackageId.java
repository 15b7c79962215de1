package dev.sheaf.policies.vocabulary;

/**
 * One package of a dataset version: the unit of origin reads, residency and consumption.
 *
 * @param version the dataset version it belongs to
 * @param index its place in the package table, from 0; below 0 for a package that this node made of
 *     samples of others, which no table knows
 */
public record PackageId(DatasetVersion version, int index) {
  /** True for a package that a node made for itself. */
  public boolean isDerived() {
    return index < 0;
  }
}
