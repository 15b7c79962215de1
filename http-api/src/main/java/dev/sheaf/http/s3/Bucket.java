package dev.sheaf.http.s3;

import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.util.Optional;

/** A dataset version as objects, in order of their keys' bytes. */
interface Bucket {
  /** How much of a version's hash a tag has: as much as tells versions apart. */
  int TAG_DIGITS = 32;

  /** The bucket that a dataset is. */
  static Bucket of(DatasetEntry entry, Manifest manifest) {
    return entry.format().equals("folder")
        ? new FolderBucket(manifest)
        : new ArchiveBucket(entry, manifest);
  }

  /** What it shows. */
  Manifest manifest();

  /** Which version it shows. */
  default DatasetVersion version() {
    return manifest().version();
  }

  /** How many objects there are. */
  long count();

  /** The key at {@code rank}. */
  String key(long rank);

  /** The object at {@code rank}. */
  StoredObject object(long rank);

  /** The rank of the first key that is not less than {@code key}; the count when all are less. */
  long ceiling(byte[] key);

  /** The object with this very key. */
  Optional<StoredObject> find(String key);

  /** The tag of what {@code name} names in a version: stable, and another in each version. */
  static String tag(DatasetVersion version, String name) {
    return "\"" + version.hash().substring(0, TAG_DIGITS) + "-" + name + "\"";
  }
}
