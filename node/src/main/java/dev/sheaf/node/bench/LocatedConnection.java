package dev.sheaf.node.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The batches of a job, asked of a gateway as locations and read from the owners' data ports; the
 * next one's locations are asked for before a batch is read, as a client that prefetches does.
 */
final class LocatedConnection implements Throughput.Connection {
  private final PlainSocket gateway;
  private final JsonCalls api;
  private final String job;
  private final Shape shape;
  private final Map<String, PlainSocket> owners = new HashMap<>();
  private long next;

  /**
   * What is read.
   *
   * @param path of samples on a data port
   * @param batches of an epoch
   * @param sampleBytes of each sample
   */
  record Shape(String path, int batches, int sampleBytes) {}

  LocatedConnection(String gatewayAddress, String job, Shape shape) throws IOException {
    this.gateway = PlainSocket.to(gatewayAddress);
    this.api = new JsonCalls(gateway);
    this.job = job;
    this.shape = shape;
    askNext();
  }

  @Override
  public long batch() throws IOException {
    var batch = new OwnedSamples();
    batch.add(api.answer("the locations of a batch"));
    var asked = new ArrayList<PlainSocket>();
    var samples = 0L;
    for (var owned : batch.byAddress().entrySet()) {
      asked.add(ask(owned.getKey(), owned.getValue()));
      samples += owned.getValue().size();
    }
    askNext();
    for (var socket : asked) {
      HttpBatches.skipReply(socket);
    }
    return samples * shape.sampleBytes();
  }

  private void askNext() throws IOException {
    var epoch = (int) (next / shape.batches());
    var n = (int) (next % shape.batches());
    next++;
    var consumed = n < 2 ? "" : "&consumed=" + epoch + ":" + (n - 1);
    api.send("GET", OwnedSamples.path(job, epoch, n) + "&as=locations" + consumed, "");
  }

  private PlainSocket ask(String address, List<Long> ids) throws IOException {
    var socket = owners.get(address);
    if (socket == null) {
      socket = PlainSocket.to(address);
      owners.put(address, socket);
    }
    socket.send(HttpBatches.request(shape.path(), ids));
    return socket;
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    for (var socket : owners.values()) {
      socket.close();
    }
  }
}
