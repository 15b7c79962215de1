package dev.sheaf.wire.batch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Makes batch bodies for tests. */
final class Bodies {
  private Bodies() {}

  /** A good body that holds these samples; an empty one is said to be missing. */
  static byte[] of(boolean totalKnown, List<byte[]> samples) {
    var frames = new ByteArrayOutputStream();
    for (int i = 0; i < samples.size(); i++) {
      var bytes = samples.get(i);
      var status = bytes.length == 0 ? FrameHead.MISSING : FrameHead.OK;
      var sum = Checksums.crc32(ByteBuffer.wrap(bytes));
      var zero = (byte) 0;
      put(frames, new FrameHead(1000 + i, sum, bytes.length, i, zero, zero, zero, status));
      frames.writeBytes(bytes);
    }
    var total = totalKnown ? frames.size() : BatchHeader.UNKNOWN;
    var header = ByteBuffer.allocate(BatchHeader.BYTES);
    BatchFormat.put(new BatchHeader(0, samples.size(), 1, 0, 5, total), header);
    var body = new ByteArrayOutputStream();
    body.writeBytes(header.array());
    body.writeBytes(frames.toByteArray());
    return body.toByteArray();
  }

  private static void put(ByteArrayOutputStream out, FrameHead head) {
    var buffer = ByteBuffer.allocate(FrameHead.BYTES);
    BatchFormat.put(head, buffer);
    out.writeBytes(buffer.array());
  }
}
