package dev.sheaf.http.dataset;

import dev.sheaf.actors.catalog.DatasetEntry;

/** Loads a dataset's packages ahead, as far as there is room; a port that the node fills. */
@FunctionalInterface
public interface DatasetWarming {
  /** Begins to load, and says how many packages it will; does not wait for them. */
  int warm(DatasetEntry entry);
}
