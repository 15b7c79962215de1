package dev.sheaf.wire.batch;

import dev.sheaf.wire.WireFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Reads a batch body from a stream, frame by frame, as it arrives.
 *
 * <pre>{@code
 * var batch = new BatchDecoder(stream, limits);
 * for (var head = batch.next(); head != null; head = batch.next()) {
 *   var bytes = batch.bytes();          // or batch.bytesInto(segment); unread bytes are skipped
 * }
 * }</pre>
 *
 * <p><i>Errors:</i> {@link WireFormatException} for a value out of range, {@link EOFException} for
 * a body that ends early. No memory is taken for a length before it was checked. Checksums are left
 * to the caller: {@link Checksums}. A stacked body is refused: its tensor has no frames.
 */
public final class BatchDecoder {
  /**
   * What a body may at most hold.
   *
   * @param maxFrames frames
   * @param maxSampleBytes bytes of one frame
   */
  public record Limits(int maxFrames, int maxSampleBytes) {}

  private final InputStream in;
  private final Limits limits;
  private final BatchHeader header;
  private final byte[] head = new byte[FrameHead.BYTES];
  private int framesRead;
  private int unreadBytes;
  private long bytesRead;

  /** Reads the header. The stream is the caller's to close. */
  public BatchDecoder(InputStream in, Limits limits) throws IOException {
    this.in = in;
    this.limits = limits;
    var bytes = new byte[BatchHeader.BYTES];
    readFully(bytes, "the batch header");
    header = BatchFormat.header(MemorySegment.ofArray(bytes), 0);
    WireFormatException.inRange("count", header.count(), 0, limits.maxFrames());
    WireFormatException.inRange("flags", header.flags(), 0, 0);
    var most = header.count() * ((long) FrameHead.BYTES + limits.maxSampleBytes());
    WireFormatException.inRange("totalBytes", header.totalBytes(), BatchHeader.UNKNOWN, most);
  }

  /** What opened the body. */
  public BatchHeader header() {
    return header;
  }

  /** The next frame's head, or null when all frames were read. */
  public @Nullable FrameHead next() throws IOException {
    skipUnread();
    if (framesRead == header.count()) {
      checkTotal();
      return null;
    }
    readFully(head, "the head of frame " + framesRead);
    var next = BatchFormat.head(MemorySegment.ofArray(head), 0);
    WireFormatException.inRange(
        "length of frame " + framesRead, next.length(), 0, limits.maxSampleBytes());
    framesRead++;
    unreadBytes = next.length();
    bytesRead += FrameHead.BYTES + (long) next.length();
    return next;
  }

  /** The bytes of the frame whose head was read last. */
  public byte[] bytes() throws IOException {
    var bytes = new byte[unreadBytes];
    readFully(bytes, "the bytes of frame " + (framesRead - 1));
    unreadBytes = 0;
    return bytes;
  }

  /** Copies the bytes of the frame whose head was read last to the start of {@code into}. */
  public void bytesInto(MemorySegment into) throws IOException {
    var length = unreadBytes;
    MemorySegment.copy(bytes(), 0, into, ValueLayout.JAVA_BYTE, 0, length);
  }

  private void skipUnread() throws IOException {
    try {
      in.skipNBytes(unreadBytes);
    } catch (EOFException early) {
      throw ended("the bytes of frame " + (framesRead - 1), early);
    }
    unreadBytes = 0;
  }

  private void checkTotal() throws WireFormatException {
    if (header.totalBytes() != BatchHeader.UNKNOWN && header.totalBytes() != bytesRead) {
      throw new WireFormatException(
          "totalBytes said " + header.totalBytes() + " but the frames have " + bytesRead);
    }
  }

  private void readFully(byte[] into, String what) throws IOException {
    if (in.readNBytes(into, 0, into.length) < into.length) {
      throw ended(what, null);
    }
  }

  private static EOFException ended(String where, @Nullable Throwable cause) {
    var early = new EOFException("the batch body ended inside " + where);
    early.initCause(cause);
    return early;
  }
}
