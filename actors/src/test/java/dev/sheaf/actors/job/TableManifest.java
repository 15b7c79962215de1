package dev.sheaf.actors.job;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A fake manifest: a package table, and names made of ids. */
public record TableManifest(DatasetVersion version, PackageTable table) implements Manifest {
  /** Packages of {@code perPackage} samples each. */
  public static TableManifest of(String dataset, int packages, int perPackage) {
    var counts = IntStream.range(0, packages).map(p -> perPackage).toArray();
    var sizes = LongStream.range(0, packages).map(p -> perPackage).toArray();
    return new TableManifest(
        new DatasetVersion(dataset, "0".repeat(64)), PackageTable.of(counts, sizes));
  }

  @Override
  public URI root() {
    return URI.create("file:///nowhere");
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
    return id - table.firstId(table.packageOf(id));
  }

  @Override
  public String nameOf(long id) {
    return "picture-" + id + ".jpg";
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
