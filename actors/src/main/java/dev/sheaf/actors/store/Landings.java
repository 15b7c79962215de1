package dev.sheaf.actors.store;

import dev.sheaf.policies.vocabulary.PackageId;

/** Hears of held packages that are here; called while the store is locked: never blocks. */
@FunctionalInterface
public interface Landings {
  /** A held package is here; when it is not {@code kept}, it may be given up at any time. */
  void landed(PackageId id, boolean kept);
}
