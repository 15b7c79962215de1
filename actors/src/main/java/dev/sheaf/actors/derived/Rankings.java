package dev.sheaf.actors.derived;

import dev.sheaf.policies.ledger.SampleBits;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;

/** Finds the rankings that conductors name. */
@FunctionalInterface
public interface Rankings {
  /**
   * The samples of high importance that the file with this hash names in a dataset version; blocks
   * while it is fetched.
   *
   * @throws IOException when no node that is there has it
   */
  SampleBits open(DatasetVersion version, String hash) throws IOException;
}
