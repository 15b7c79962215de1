package dev.sheaf.node.demo;

import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of a demo's node: free ports, a folder of its own, a cache of the share asked for.
 */
final class DemoSettings {
  private static final long LEAST_BYTES = 1 << 20;
  private static final int MOST_DATA_CHUNKS = 4;

  private DemoSettings() {}

  static Settings of(DemoOptions options, Path folder, DemoData data)
      throws DemoException, IOException {
    var overrides =
        new ArrayList<>(
            List.of(
                "cache.memory=" + capacity(options, data),
                "gpu.slots=" + options.jobs(),
                "origin.emulate.enabled=" + options.emulated()));
    if (options.functions() > 0) {
      overrides.addAll(functions(options.functions()));
    }
    return ScratchSettings.of(folder.resolve("state"), overrides);
  }

  /** A small fleet, and a code that survives one of its functions. */
  private static List<String> functions(int count) {
    return List.of(
        "lambda.mode=local",
        "lambda.cluster=demo",
        "lambda.nodes=" + count,
        "lambda.memory=256 MiB",
        "lambda.code=%d+1".formatted(Math.min(MOST_DATA_CHUNKS, count - 1)));
  }

  private static long capacity(DemoOptions options, DemoData data)
      throws DemoException, IOException {
    var bytes = (long) (options.cacheFraction() * data.trainBytes());
    var pages = (bytes + PackageStore.PAGE_BYTES - 1) / PackageStore.PAGE_BYTES;
    return Math.max(LEAST_BYTES, pages * PackageStore.PAGE_BYTES);
  }
}
