package dev.sheaf.actors.derived;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import org.jspecify.annotations.Nullable;

/** Samples that are in memory though their package is not; never blocks. */
public interface NearSamples {
  /** Where there are none. */
  NearSamples NONE =
      new NearSamples() {
        @Override
        public @Nullable DerivedPackage find(PackageId id) {
          return null;
        }

        @Override
        public void landed(PackageId id) {
          // Nothing is kept of it.
        }

        @Override
        public void derive(DatasetVersion version, String ranking) {
          // Nothing is kept.
        }
      };

  /** What is here of this package in its stead. */
  @Nullable DerivedPackage find(PackageId id);

  /** A package has come into memory: some of it may be worth keeping. */
  void landed(PackageId id);

  /** From now on the samples that the file with this hash names are worth keeping. */
  void derive(DatasetVersion version, String ranking);
}
