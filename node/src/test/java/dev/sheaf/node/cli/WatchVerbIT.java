package dev.sheaf.node.cli;

import static dev.sheaf.node.cli.Typed.says;
import static dev.sheaf.node.cli.Typed.sheaf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node and its jobs, as they are seen from the command line. */
final class WatchVerbIT {
  @TempDir Path folder;

  @Test
  @Timeout(120)
  void jobsAreWatchedUntilTheyEnd() throws Exception {
    try (var node = ShownNode.start(folder, "gpu.slots=3")) {
      var url = node.url();
      says(sheaf("status", url).with(0).out(), "this one", "16.0 MiB", "0 datasets; 0 jobs");
      says(sheaf("job", "watch", url).with(0).out(), "no job runs");
      node.addShapes();
      submit(url, "a");
      submit(url, "b");
      // Those who look within a second share what is seen.
      while (!sheaf("status", url).with(0).out().contains("2 jobs, 2 of them running")) {
        Thread.onSpinWait();
      }
      var watched = CompletableFuture.supplyAsync(() -> sheaf("job", "watch", url, "a", "b"));
      sheaf("job", "stop", url, "a").with(0);
      sheaf("job", "stop", url, "b").with(0);
      says(
          watched.join().with(0).out(),
          "origin/sample",
          "a is stopped",
          "b is stopped: stopped by request");
      says(sheaf("job", "watch", url, "absent").with(1).err(), "absent");
    }
  }

  private void submit(String url, String name) throws Exception {
    var file = folder.resolve(name + ".yaml");
    Files.writeString(
        file,
        "{name: %s, dataset: shapes, contract: strict, batchSize: 4, epochs: 2}".formatted(name));
    sheaf("job", "run", url, file.toString()).with(0);
  }
}
