package dev.sheaf.http.dataport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body of known length; ends early only with an {@link EOFException}. */
final class SizedBody extends InputStream {
  private final InputStream in;
  private long left;

  SizedBody(InputStream in, long length) {
    this.in = in;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left <= 0) {
      return -1;
    }
    var read = in.read(into, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw new EOFException("the body broke off " + left + " bytes before its end");
    }
    left -= read;
    return read;
  }
}
