package dev.sheaf.actors.tier;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.net.URI;
import java.util.Optional;

/**
 * Knows where a dataset's packages may be written back to. May block; called on virtual threads.
 */
@FunctionalInterface
public interface PackPlaces {
  /** The prefix that the user named for packed objects; empty when there is to be no packing. */
  Optional<URI> of(DatasetVersion version);
}
