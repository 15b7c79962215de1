package dev.sheaf.actors.dataset;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.util.Optional;

/**
 * Opens manifests by version: from this node's state store, or from the data port of a node that
 * has it. Opened once and kept mapped. Blocks; call it on a virtual thread.
 */
@FunctionalInterface
public interface Manifests {
  /**
   * The manifest of {@code version}.
   *
   * @throws IOException when no node that is there has it, or its hash does not match
   */
  Manifest open(DatasetVersion version) throws IOException;

  /** The manifest, if it is open already; does not block. */
  default Optional<Manifest> opened(DatasetVersion version) {
    return Optional.empty();
  }
}
