package dev.sheaf.node.bench;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A dataset called {@code bench}: files of one class, all of them alike.
 *
 * @param samples how many files
 * @param sampleBytes how long each is
 */
record BenchDataset(int samples, int sampleBytes) {
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** The bytes of each sample. */
  byte[] sample() {
    return sample(sampleBytes);
  }

  /** Bytes that do not repeat. */
  static byte[] sample(int sizeBytes) {
    var bytes = new byte[sizeBytes];
    for (int i = 0; i < sizeBytes; i++) {
      bytes[i] = (byte) Draw.draw(7, i);
    }
    return bytes;
  }

  /** Memory for all of it, and some to work with. */
  long memoryBytes() {
    var bytes = (long) samples * sampleBytes;
    return bytes + bytes / 4 + (64L << 20);
  }

  /** Writes the files below {@code folder} and registers them; returns when they are indexed. */
  DatasetVersion register(String apiAddress, Path folder) throws IOException {
    var root = folder.resolve("data");
    var place = Files.createDirectories(root.resolve("class"));
    var sample = sample();
    for (int id = 0; id < samples; id++) {
      Files.write(place.resolve("%06d.jpg".formatted(id)), sample);
    }
    var api = new JsonCalls(PlainSocket.to(apiAddress));
    var body = "{\"uri\":\"" + root.toUri() + "\",\"format\":\"folder\"}";
    api.call("PUT", "/v1/datasets/bench", body);
    while (true) {
      var dataset = api.call("GET", "/v1/datasets/bench", "");
      switch (dataset.path("status").asText()) {
        case "ready" -> {
          return new DatasetVersion("bench", dataset.path("version").asText());
        }
        case "failed" -> throw new IOException("the samples could not be indexed: " + dataset);
        default -> LockSupport.parkNanos(BETWEEN_NANOS);
      }
    }
  }
}
