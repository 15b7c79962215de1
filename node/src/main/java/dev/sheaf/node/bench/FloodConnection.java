package dev.sheaf.node.bench;

import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.FrameHead;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A client's connection to the API: asks for batches, and holds them against what they must be. */
final class FloodConnection implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int SLACK_MILLIS = 2_000;

  private final Socket socket;
  private final InputStream in;
  private final byte[] sample;
  private final int batch;
  private final int deadlineMillis;

  /** What became of a request. */
  enum Outcome {
    GOOD,
    LATE,
    OVER_SHARE,
    FALLING_BEHIND,
    NODE_FULL,
    UNAVAILABLE,
    WRONG,
    BROKEN,
    /** No connection was free, so that it was never sent. */
    UNSENT
  }

  /** What is asked for, and how it must look. */
  @SuppressWarnings("ArrayRecordComponent")
  record Wanted(String address, byte[] sample, int batch, int deadlineMillis) {}

  FloodConnection(Wanted wanted) throws IOException {
    var at = wanted.address().lastIndexOf(':');
    this.socket =
        new Socket(
            wanted.address().substring(0, at),
            Integer.parseInt(wanted.address().substring(at + 1)));
    this.socket.setTcpNoDelay(true);
    this.socket.setSoTimeout(wanted.deadlineMillis() + SLACK_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    this.sample = wanted.sample();
    this.batch = wanted.batch();
    this.deadlineMillis = wanted.deadlineMillis();
  }

  /** Asks for a batch, and reads the answer to its end. */
  Outcome ask(String job, int n) throws IOException {
    var request =
        "GET /v1/jobs/%s/epochs/0/ranks/0/batches/%d?generation=1 HTTP/1.1\r\nHost: bench\r\n"
                .formatted(job, n)
            + "Sheaf-Deadline: %d\r\n\r\n".formatted(deadlineMillis);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    var status = line();
    var length = -1;
    for (var line = line(); !line.isEmpty(); line = line()) {
      var lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
    }
    var body = length < 0 ? chunks() : exactly(length);
    return status.contains(" 200 ") ? judged(body) : refusal(status, body);
  }

  private static Outcome refusal(String status, byte[] body) throws IOException {
    var text = new String(body, StandardCharsets.UTF_8);
    if (text.contains("\"code\":\"over-share\"")) {
      return Outcome.OVER_SHARE;
    } else if (text.contains("\"code\":\"falling-behind\"")) {
      return Outcome.FALLING_BEHIND;
    } else if (text.contains("\"code\":\"overloaded\"")) {
      return Outcome.NODE_FULL;
    } else if (text.contains("\"code\":\"unavailable\"")) {
      return Outcome.UNAVAILABLE;
    }
    throw new IOException("the node answered " + status + ": " + text);
  }

  private Outcome judged(byte[] body) throws IOException {
    var bytes = MemorySegment.ofArray(body);
    var at = BatchHeader.BYTES;
    var outcome = Outcome.GOOD;
    for (int frame = 0; frame < batch; frame++) {
      if (at + FrameHead.BYTES > body.length) {
        return Outcome.WRONG;
      }
      var head = BatchFormat.head(bytes, at);
      at += FrameHead.BYTES;
      if (head.status() == FrameHead.DEADLINE) {
        outcome = Outcome.LATE;
      } else if (head.status() != FrameHead.OK
          || head.length() != sample.length
          || at + sample.length > body.length
          || !Arrays.equals(body, at, at + sample.length, sample, 0, sample.length)) {
        return Outcome.WRONG;
      }
      at += head.length();
    }
    return at == body.length ? outcome : Outcome.WRONG;
  }

  private byte[] exactly(int length) throws IOException {
    var body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer broke off");
    }
    return body;
  }

  private byte[] chunks() throws IOException {
    var body = new ByteArrayOutputStream(batch * (sample.length + FrameHead.BYTES) + 64);
    for (var size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      body.writeBytes(exactly(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the node closed the connection");
      } else if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
