package dev.sheaf.http.dataport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** A body in chunks (RFC 9112 §7.1); ends early only with an {@link EOFException}. */
final class ChunkedBody extends InputStream {
  private static final Pattern SIZE = Pattern.compile("[0-9a-fA-F]{1,15}");

  private final InputStream in;
  private final Lines lines;
  private long left;
  private boolean begun;
  private boolean ended;

  /** Reads a line of the connection, without its end. */
  @FunctionalInterface
  interface Lines {
    String next() throws IOException;
  }

  ChunkedBody(InputStream in, Lines lines) {
    this.in = in;
    this.lines = lines;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left == 0 && !nextChunk()) {
      return -1;
    }
    var read = in.read(into, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw new EOFException("the body broke off inside a chunk");
    }
    left -= read;
    return read;
  }

  private boolean nextChunk() throws IOException {
    if (ended) {
      return false;
    }
    if (begun && !lines.next().isEmpty()) {
      throw new IOException("a chunk must end with an empty line but did not");
    }
    begun = true;
    left = size(lines.next());
    if (left == 0) {
      ended = true;
      while (!lines.next().isEmpty()) {
        // Trailers carry nothing that is used here.
      }
    }
    return !ended;
  }

  private static long size(String line) throws IOException {
    var extension = line.indexOf(';');
    var digits = (extension < 0 ? line : line.substring(0, extension)).strip();
    if (!SIZE.matcher(digits).matches()) {
      throw new IOException("a chunk's size must be 1 to 15 hex digits but was " + line);
    }
    return Long.parseLong(digits, 16);
  }
}
