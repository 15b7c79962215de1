package dev.sheaf.actors.catalog;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog remembers of a dataset version; the manifest itself lies in the state store.
 *
 * @param version name and manifest hash
 * @param uri where the objects are
 * @param format folder, tar or cifar
 * @param samples how many samples
 * @param packages how many packages
 * @param sizeBytes bytes of all samples
 * @param classes class names in order of label
 * @param pack where packages may be written back to as packed objects; null or empty for nowhere.
 *     It belongs to the name, not to the version: objects below it are called after their version
 * @param note what indexing has to say, such as long label runs; empty when nothing
 */
public record DatasetEntry(
    DatasetVersion version,
    String uri,
    String format,
    long samples,
    int packages,
    long sizeBytes,
    List<String> classes,
    String note,
    @Nullable String pack) {
  /** An entry that owns its list. */
  public DatasetEntry {
    classes = List.copyOf(classes);
  }

  /** An entry whose packages are not written back. */
  public DatasetEntry(
      DatasetVersion version,
      String uri,
      String format,
      long samples,
      int packages,
      long sizeBytes,
      List<String> classes,
      String note) {
    this(version, uri, format, samples, packages, sizeBytes, classes, note, null);
  }

  /** The same entry with packages written back to {@code place}; empty for nowhere. */
  public DatasetEntry packedTo(String place) {
    var pack = place.isEmpty() ? null : place;
    return new DatasetEntry(
        version, uri, format, samples, packages, sizeBytes, classes, note, pack);
  }

  /** Where packages are written back to, if they are. */
  public Optional<URI> packPlace() {
    return pack == null || pack.isEmpty() ? Optional.empty() : Optional.of(URI.create(pack));
  }
}
