package dev.sheaf.actors.dataset;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.net.URI;
import java.util.List;

/** A manifest that knows keys, and in which object and where each sample lies; nothing else. */
record PlacedSamples(List<String> keys, List<Place> places) implements Manifest {
  /** Where a sample lies. */
  record Place(int object, long offset) {}

  @Override
  public int objects() {
    return keys.size();
  }

  @Override
  public String key(int object) {
    return keys.get(object);
  }

  @Override
  public int objectOf(long id) {
    return places.get((int) id).object();
  }

  @Override
  public long placeOf(long id) {
    return places.get((int) id).offset();
  }

  @Override
  public PackageTable table() {
    return PackageTable.of(new int[] {places.size()}, new long[] {1});
  }

  @Override
  public DatasetVersion version() {
    return new DatasetVersion("placed", "ab".repeat(32));
  }

  @Override
  public URI root() {
    return URI.create("file:///placed");
  }

  @Override
  public List<String> classes() {
    return List.of();
  }

  @Override
  public int length(long id) {
    return 1;
  }

  @Override
  public int label(long id) {
    return -1;
  }

  @Override
  public int crc(long id) {
    return 0;
  }

  @Override
  public long offsetInPackage(long id) {
    return id;
  }

  @Override
  public String nameOf(long id) {
    return "sample " + id;
  }

  @Override
  public List<ManifestRead> reads(int index) {
    return List.of();
  }

  @Override
  public String encoding() {
    return "image";
  }
}
