package dev.sheaf.actors.dataset;

import dev.sheaf.actors.origin.OriginObject;
import java.io.IOException;
import java.io.InputStream;

/** Reads an object from front to back in large ranges, and says where it is. */
final class OriginStream extends InputStream {
  private static final int RANGE_BYTES = 4 << 20;

  private final IndexPass pass;
  private final OriginObject object;
  private byte[] range = new byte[0];
  private int at;
  private long position;

  OriginStream(IndexPass pass, OriginObject object) {
    this.pass = pass;
    this.object = object;
  }

  /** Bytes given so far. */
  long position() {
    return position;
  }

  @Override
  public int read() throws IOException {
    if (at == range.length && !fill()) {
      return -1;
    }
    position++;
    return range[at++] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == range.length && !fill()) {
      return -1;
    }
    var count = Math.min(length, range.length - at);
    System.arraycopy(range, at, into, offset, count);
    at += count;
    position += count;
    return count;
  }

  private boolean fill() throws IOException {
    var length = (int) Math.min(RANGE_BYTES, object.sizeBytes() - position);
    if (length <= 0) {
      return false;
    }
    range = pass.read(object, position, length);
    pass.advance(length);
    at = 0;
    return true;
  }
}
