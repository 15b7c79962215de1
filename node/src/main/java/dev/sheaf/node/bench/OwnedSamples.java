package dev.sheaf.node.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The samples of a batch, or of all batches, by the data port of the node that owns them. */
final class OwnedSamples {
  private final Map<String, List<Long>> byAddress = new TreeMap<>();

  /** Adds a batch that was told as locations. */
  void add(JsonNode locations) {
    for (var owner : locations.path("owners")) {
      var ids = byAddress.computeIfAbsent(owner.path("address").asText(), a -> new ArrayList<>());
      owner.path("frames").forEach(frame -> ids.add(frame.path("id").asLong()));
    }
  }

  Map<String, List<Long>> byAddress() {
    return byAddress;
  }

  /** All samples of the first epoch of a job, which is that of a dataset. */
  static OwnedSamples ofEpoch(JsonCalls api, String job, int batches) throws IOException {
    var all = new OwnedSamples();
    for (int n = 0; n < batches; n++) {
      all.add(api.call("GET", path(job, 0, n) + "&as=locations", ""));
    }
    return all;
  }

  /** The path of a batch of rank 0. */
  static String path(String job, int epoch, int n) {
    return "/v1/jobs/%s/epochs/%d/ranks/0/batches/%d?generation=1".formatted(job, epoch, n);
  }
}
