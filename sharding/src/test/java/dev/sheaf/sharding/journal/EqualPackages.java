package dev.sheaf.sharding.journal;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/**
 * A manifest of packages that all hold as many samples of one byte; nobody reads them.
 *
 * @param packages how many packages
 * @param samplesEach how many samples in each
 */
record EqualPackages(DatasetVersion version, int packages, int samplesEach) implements Manifest {
  @Override
  public URI root() {
    return URI.create("file:///nowhere");
  }

  @Override
  public PackageTable table() {
    var counts = new int[packages];
    Arrays.fill(counts, samplesEach);
    var sizes = new long[packages];
    Arrays.fill(sizes, samplesEach);
    return PackageTable.of(counts, sizes);
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
    return id % samplesEach;
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
