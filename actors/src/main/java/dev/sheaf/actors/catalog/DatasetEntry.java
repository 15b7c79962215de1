package dev.sheaf.actors.catalog;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.util.List;

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
    String note) {
  /** An entry that owns its list. */
  public DatasetEntry {
    classes = List.copyOf(classes);
  }
}
