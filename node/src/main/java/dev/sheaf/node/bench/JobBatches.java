package dev.sheaf.node.bench;

import java.io.IOException;

/** The batches of a job of its own, one after another, as a training loop would ask for them. */
final class JobBatches implements Throughput.Connection {
  private static final int EPOCHS = 100_000;

  private final PlainSocket socket;
  private final String job;
  private final Wanted wanted;
  private int epoch;
  private int n;

  /** What the job reads. */
  record Wanted(String dataset, int batch, int sampleBytes) {}

  private JobBatches(PlainSocket socket, String job, Wanted wanted) {
    this.socket = socket;
    this.job = job;
    this.wanted = wanted;
  }

  /** Submits the job, whose batches it then reads. */
  static JobBatches submit(PlainSocket socket, String job, Wanted wanted) throws IOException {
    var body =
        "{\"name\":\"%s\",\"dataset\":\"%s\",\"contract\":\"strict\",\"batchSize\":%d,\"epochs\":%d}"
            .formatted(job, wanted.dataset(), wanted.batch(), EPOCHS);
    new JsonCalls(socket).call("POST", "/v1/jobs", body);
    return new JobBatches(socket, job, wanted);
  }

  @Override
  public long batch() throws IOException {
    while (!next()) {
      epoch++;
      n = 0;
    }
    n++;
    return (long) wanted.batch() * wanted.sampleBytes();
  }

  /** Asks for batch {@link #n}; false when the epoch is over. */
  private boolean next() throws IOException {
    var consumed = n > 0 ? "&consumed=" + epoch + ":" + n : "";
    socket.send(
        PlainSocket.ascii(
            "GET /v1/jobs/%s/epochs/%d/ranks/0/batches/%d?generation=1%s HTTP/1.1\r\nHost: bench\r\n\r\n"
                .formatted(job, epoch, n, consumed)));
    return HttpBatches.skipReply(socket) == 200;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
