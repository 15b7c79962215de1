package dev.sheaf.node.bench;

import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.FrameHead;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client's connection to the API: asks for batches, and holds them against what they must be. */
final class FloodConnection implements AutoCloseable {
  private static final int MOST_PROBLEM_BYTES = 8 << 10;
  private static final int SLACK_MILLIS = 2_000;

  private final Socket socket;
  private final AnswerReader answer;
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
    this.answer = new AnswerReader(socket.getInputStream());
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
    var status = answer.status();
    return status == 200 ? judged() : refusal(status);
  }

  private Outcome refusal(int status) throws IOException {
    var text = new String(answer.bytes(MOST_PROBLEM_BYTES), StandardCharsets.UTF_8);
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

  private Outcome judged() throws IOException {
    answer.bytes(BatchHeader.BYTES);
    var outcome = Outcome.GOOD;
    for (int frame = 0; frame < batch; frame++) {
      var head = head(answer.bytes(FrameHead.BYTES));
      if (head.status() == FrameHead.DEADLINE) {
        outcome = Outcome.LATE;
      } else if (head.status() != FrameHead.OK
          || head.length() != sample.length
          || !answer.next(sample)) {
        return wrong();
      }
    }
    return answer.isOver() ? outcome : wrong();
  }

  /** What comes after a wrong frame has no place at which it could be read on. */
  private Outcome wrong() throws IOException {
    socket.close();
    return Outcome.WRONG;
  }

  private static FrameHead head(byte[] bytes) throws IOException {
    if (bytes.length < FrameHead.BYTES) {
      throw new EOFException("the answer broke off");
    }
    return BatchFormat.head(MemorySegment.ofArray(bytes), 0);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
