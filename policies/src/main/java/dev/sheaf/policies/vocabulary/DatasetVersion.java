package dev.sheaf.policies.vocabulary;

/**
 * An immutable version of a dataset: its name and the hash of its manifest.
 *
 * @param dataset the name under which it was registered
 * @param hash lower-case hex SHA-256 of the manifest's root, 64 characters
 */
public record DatasetVersion(String dataset, String hash) {}
