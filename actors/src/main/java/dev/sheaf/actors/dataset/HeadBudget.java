package dev.sheaf.actors.dataset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * An archive's bytes, as many as were granted: what describes a member is read into memory whole,
 * and may claim to be as long as it likes. What is skipped is not counted.
 */
final class HeadBudget extends FilterInputStream {
  private long leftBytes = Long.MAX_VALUE;

  HeadBudget(InputStream from) {
    super(from);
  }

  /** So many bytes may be read from now on. */
  void grant(long bytes) {
    leftBytes = bytes;
  }

  @Override
  public int read() throws IOException {
    hold(1);
    var one = in.read();
    leftBytes -= one < 0 ? 0 : 1;
    return one;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length > 0) {
      hold(1);
    }
    var count = in.read(into, offset, (int) Math.min(length, leftBytes));
    leftBytes -= Math.max(0, count);
    return count;
  }

  private void hold(long bytes) throws IOException {
    if (bytes > leftBytes) {
      throw new IOException("what is said of a member is longer than 1 MiB");
    }
  }
}
