package dev.sheaf.node.bench;

import java.io.IOException;
import java.util.List;

/** Asks the data port for batches, and reads past the frames as a client would. */
final class HttpBatches implements Throughput.Connection {
  private static final int HEAD_BYTES = 32;

  private final PlainSocket socket;
  private final String path;
  private final Batches batches;
  private final int sampleBytes;

  HttpBatches(PlainSocket socket, String path, Batches batches, int sampleBytes) {
    this.socket = socket;
    this.path = path;
    this.batches = batches;
    this.sampleBytes = sampleBytes;
  }

  @Override
  public long batch() throws IOException {
    var ids = batches.next();
    socket.send(request(path, ids));
    skipReply(socket);
    return (long) ids.size() * sampleBytes;
  }

  /** A request for samples by id. */
  static byte[] request(String path, List<Long> ids) {
    var body = "{\"ids\":" + ids.toString().replace(" ", "") + ",\"form\":\"encoded\"}";
    return PlainSocket.ascii(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  /** Reads past a reply; its status, which is 200 or 204. */
  static int skipReply(PlainSocket socket) throws IOException {
    var status = socket.line();
    var length = -1L;
    for (var line = socket.line(); !line.isEmpty(); line = socket.line()) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Long.parseLong(line.substring(15).strip());
      }
    }
    if (status.contains(" 204 ")) {
      return 204;
    }
    if (!status.contains(" 200 ") || (length >= 0 && length < HEAD_BYTES)) {
      throw new IOException("the server answered " + status);
    }
    if (length >= 0) {
      socket.skip(length);
    } else {
      skipChunks(socket);
    }
    return 200;
  }

  private static void skipChunks(PlainSocket socket) throws IOException {
    while (true) {
      var line = socket.line();
      var end = line.indexOf(';');
      var size = Long.parseLong(end < 0 ? line : line.substring(0, end), 16);
      if (size == 0) {
        for (var trailer = socket.line(); !trailer.isEmpty(); trailer = socket.line()) {}
        return;
      }
      socket.skip(size);
      socket.line();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
