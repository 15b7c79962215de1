package dev.sheaf.node.bench;

import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.dataset.PackageLayout;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the store costs: resident memory per cached byte, and leases a second on one thread.
 *
 * <p>Resident memory is {@code VmRSS} of {@code /proc/self/status} before and after filling.
 */
public final class StoreBench {
  private static final int LEASES = 2_000_000;
  private static final DatasetVersion VERSION = new DatasetVersion("bench", "0".repeat(64));

  private StoreBench() {}

  /** Fills a store with packages of samples of {@code sampleBytes}, {@code totalBytes} in all. */
  public static BenchResult run(int sampleBytes, long totalBytes) throws IOException {
    var packageBytes = PackageLayout.packageBytes(totalBytes) / sampleBytes * sampleBytes;
    var size = Math.max(sampleBytes, packageBytes);
    var packages = (int) (totalBytes / size);
    var idle = residentBytes();
    try (var store = new PackageStore(totalBytes + totalBytes / 8)) {
      fill(store, packages, size);
      var grown = residentBytes() - idle;
      var leases = leasesPerSecond(store, packages, sampleBytes);
      var ours = new LinkedHashMap<String, Object>();
      ours.put("residentPerCachedByte", round(grown / (double) (packages * size)));
      ours.put("usedPerCachedByte", round(store.usedBytes() / (double) (packages * size)));
      ours.put("leasesPerSecond", Math.round(leases));
      return new BenchResult(
          "store",
          Map.of("sampleBytes", sampleBytes, "packageBytes", size, "packages", packages),
          ours,
          List.of());
    }
  }

  private static void fill(PackageStore store, int packages, long size) {
    var sample = MemorySegment.ofArray(BenchDataset.sample(64 << 10));
    for (int index = 0; index < packages; index++) {
      var space = store.reserve(List.of(size));
      if (space == null) {
        throw new IllegalStateException("the store must have room for package " + index);
      }
      try (space) {
        var filling = space.take(new PackageId(VERSION, index), size);
        for (long at = 0; at < size; at += sample.byteSize()) {
          var length = Math.min(sample.byteSize(), size - at);
          MemorySegment.copy(sample, 0, filling.target(), at, length);
        }
        filling.publish(Map.of()).close();
      }
    }
  }

  private static double leasesPerSecond(PackageStore store, int packages, int sampleBytes) {
    var began = System.nanoTime();
    for (int i = 0; i < LEASES; i++) {
      var lease = store.lease(new PackageId(VERSION, i % packages));
      if (lease == null) {
        throw new IllegalStateException("package " + i % packages + " must be there");
      }
      try (lease) {
        lease.slice(0, sampleBytes);
      }
    }
    return LEASES / ((System.nanoTime() - began) / 1e9);
  }

  private static long residentBytes() throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("/proc/self/status does not say VmRSS");
  }

  private static double round(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
