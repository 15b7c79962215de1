package dev.sheaf.http;

import dev.sheaf.http.dataport.DataPort;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.http.s3.GatewayAccess;
import java.nio.file.Path;
import java.time.Duration;

/** Both servers of a fake node on free ports, and clients of them. */
final class Servers implements AutoCloseable {
  final FakeNode node;
  final HttpNode http;
  final Client api;
  final Client data;

  Servers(FakeNode node, Path losses, HttpSettings.Limits limits) throws Exception {
    this(node, losses, limits, DataPort.Limits.DEFAULT);
  }

  Servers(FakeNode node, Path losses, HttpSettings.Limits limits, DataPort.Limits port)
      throws Exception {
    this(node, settings(losses, limits, port));
  }

  private static HttpSettings settings(
      Path losses, HttpSettings.Limits limits, DataPort.Limits port) {
    var loopback = HttpSettings.loopback(0, 0, losses);
    return new HttpSettings(
        loopback.api(),
        loopback.data(),
        losses,
        limits,
        port,
        GatewayAccess.CLOSED,
        loopback.sharedMemoryBytes());
  }

  /** Servers that let these read by the S3 gateway. */
  static Servers open(FakeNode node, Path losses, GatewayAccess access) throws Exception {
    var settings = settings(losses, limits(256 << 20, 512), DataPort.Limits.DEFAULT);
    return new Servers(node, settings.with(access));
  }

  Servers(FakeNode node, HttpSettings settings) throws Exception {
    this.node = node;
    http = HttpNode.start(node.kit.system(), settings, node.ports());
    api = new Client(http.apiAddress());
    data = new Client(http.dataAddress());
  }

  Servers(FakeNode node, Path losses) throws Exception {
    this(node, losses, limits(256 << 20, 512));
  }

  static HttpSettings.Limits limits(long replyBytes, int pendingBatches) {
    return new HttpSettings.Limits(
        replyBytes,
        HttpSettings.Limits.bounds(pendingBatches),
        1 << 20,
        4096,
        Duration.ofSeconds(2));
  }

  /** Registers the node's dataset, by way of the API. */
  Servers withCats() {
    api.put("/v1/datasets/cats", "{\"uri\": \"file:///data/cats\", \"format\": \"folder\"}")
        .status(202);
    node.indexing.outcome.complete(
        new dev.sheaf.http.dataset.DatasetIndexing.Outcome.Indexed(node.entry()));
    Eventually.is(() -> api.get("/v1/datasets/cats").text("/status").equals("ready"));
    return this;
  }

  /** Submits a job, by way of the API. */
  Servers withJob(String name) {
    api.post("/v1/jobs", job(name)).status(201);
    return this;
  }

  static String job(String name) {
    return """
    {"name": "%s", "dataset": "cats", "contract": "strict", "batchSize": 4, "epochs": 3, "seed": 7}
    """
        .formatted(name);
  }

  @Override
  public void close() {
    http.stop(Duration.ofMillis(200)).toCompletableFuture().join();
    node.close();
  }
}
