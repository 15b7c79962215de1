package dev.sheaf.node.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads answers from a connection, sized or in chunks, and keeps nothing of what was looked at. */
final class AnswerReader {
  private static final int BUFFER_BYTES = 128 << 10;
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;

  /** Of the body, or of its chunk. */
  private long left;

  private boolean chunked;
  private boolean begun;

  AnswerReader(InputStream in) {
    this.in = in;
  }

  /** Reads the head of the next answer; its status. */
  int status() throws IOException {
    var first = line();
    if (!first.startsWith("HTTP/1.1 ")) {
      throw new IOException("the node answered " + first);
    }
    left = 0;
    chunked = false;
    begun = false;
    for (var line = line(); !line.isEmpty(); line = line()) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        left = Long.parseLong(line.substring(15).strip());
      } else if (line.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
        chunked = true;
      }
    }
    return Integer.parseInt(first.substring(STATUS_AT, STATUS_AT + 3));
  }

  /** Whether these bytes are what comes next of the body; takes them. */
  boolean next(byte[] expected) throws IOException {
    for (int taken = 0; taken < expected.length; ) {
      var now = Math.min(atHand(), expected.length - taken);
      if (now == 0 || !Arrays.equals(buffer, at, at + now, expected, taken, taken + now)) {
        return false;
      }
      take(now);
      taken += now;
    }
    return true;
  }

  /** The next bytes of the body; fewer at its end. */
  byte[] bytes(int count) throws IOException {
    var bytes = new byte[count];
    var taken = 0;
    for (int now = atHand(); now > 0 && taken < count; now = taken < count ? atHand() : 0) {
      var part = Math.min(now, count - taken);
      System.arraycopy(buffer, at, bytes, taken, part);
      take(part);
      taken += part;
    }
    return taken == count ? bytes : Arrays.copyOf(bytes, taken);
  }

  /** True when the body has no more. */
  boolean isOver() throws IOException {
    return atHand() == 0;
  }

  private void take(int count) {
    at += count;
    left -= count;
  }

  /** How much of the body lies in the buffer; 0 at its end only. */
  private int atHand() throws IOException {
    if (left == 0 && !(chunked && nextChunk())) {
      return 0;
    }
    if (at == end) {
      fill();
    }
    return (int) Math.min(left, end - at);
  }

  private boolean nextChunk() throws IOException {
    if (begun) {
      line();
    }
    begun = true;
    left = Long.parseLong(line(), 16);
    if (left == 0) {
      while (!line().isEmpty()) {
        // Trailers say nothing that is looked at here.
      }
      chunked = false;
    }
    return chunked;
  }

  private void fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer));
    if (end == 0) {
      throw new EOFException("the node closed the connection");
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    while (true) {
      for (int i = at; i < end; i++) {
        if (buffer[i] == '\n') {
          line.append(new String(buffer, at, i - at, StandardCharsets.ISO_8859_1));
          at = i + 1;
          return line.toString().stripTrailing();
        }
      }
      line.append(new String(buffer, at, end - at, StandardCharsets.ISO_8859_1));
      fill();
    }
  }
}
