package dev.sheaf.simulation.clairvoyance;

import dev.sheaf.policies.prefetch.Bandwidths;
import dev.sheaf.policies.prefetch.SourceChoice.Links;
import dev.sheaf.policies.prefetch.StorageClass;
import java.util.List;
import java.util.TreeMap;

/**
 * A machine whose bandwidths were measured: one node's storage, its links, and the file system that
 * all nodes share.
 *
 * <p><i>Source:</i> sample configurations {@code hdmlp.cfg} and {@code lassen.cfg} of the NoPFS
 * repository (spcl/NoPFS, branch old-nopfs), in MB and MB/s.
 *
 * @param stagingBytes room for what is read ahead in access order, class 0
 * @param stagingThreads how many threads read ahead
 * @param classes the classes that keep samples, the fastest first
 */
record Machines(long stagingBytes, int stagingThreads, List<StorageClass> classes, Links links) {
  private static final double MEGABYTE = 1e6;

  /** The names of {@link #named}. */
  static final List<String> NAMES = List.of("hdmlp", "lassen");

  /** The machine with this name; a share of every capacity, so that small datasets have a shape. */
  static Machines named(String name, double scale, boolean asReleased) {
    return switch (name) {
      case "hdmlp" -> hdmlp(scale, asReleased);
      case "lassen" -> lassen(scale, asReleased);
      default -> throw new IllegalArgumentException("no machine is called " + name);
    };
  }

  /** What all nodes and classes keep together. */
  long keptBytes(int nodes) {
    return nodes * classes.stream().mapToLong(StorageClass::capacityBytes).sum();
  }

  private static Machines hdmlp(double scale, boolean asReleased) {
    var memory = table(1, 16_550, 2, 21_164, 3, 21_186, 4, 21_415);
    var shared = table(1, 66, 2, 86, 4, 146, 8, 326, 16, 324, 128, 324);
    return new Machines(
        megabytes(1_024, scale),
        4,
        List.of(
            new StorageClass("memory", megabytes(2_048, scale), 2, memory),
            new StorageClass("disk", megabytes(10_240, scale), 2, memory)),
        new Links(shared, 2_000 * MEGABYTE, 10_000 * MEGABYTE, asReleased));
  }

  private static Machines lassen(double scale, boolean asReleased) {
    var memory = table(1, 28_000, 2, 50_450, 4, 85_800);
    var shared =
        table(
            1, 512, 4, 512, 8, 1_024, 16, 2_048, 32, 4_096, 64, 8_192, 128, 16_384, 256, 23_532,
            512, 25_600, 1_024, 25_600);
    return new Machines(
        megabytes(1_024, scale),
        8,
        List.of(new StorageClass("memory", megabytes(20_480, scale), 4, memory)),
        new Links(shared, 24_000 * MEGABYTE, 24_000 * MEGABYTE, asReleased));
  }

  private static long megabytes(double count, double scale) {
    return Math.max(1, Math.round(count * MEGABYTE * scale));
  }

  /** Users and megabytes a second, in turn. */
  private static Bandwidths table(int... pairs) {
    var byUsers = new TreeMap<Integer, Double>();
    for (int i = 0; i < pairs.length; i += 2) {
      byUsers.put(pairs[i], pairs[i + 1] * MEGABYTE);
    }
    return new Bandwidths(byUsers);
  }
}
