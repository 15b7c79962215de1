package dev.sheaf.node.torture;

import dev.sheaf.wire.batch.BatchDecoder;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch as a client saw it.
 *
 * @param by who answered
 */
record BatchSeen(String job, int epoch, int rank, int n, String by, List<Frame> frames) {
  private static final BatchDecoder.Limits LIMITS = new BatchDecoder.Limits(4096, 1 << 24);

  BatchSeen {
    frames = List.copyOf(frames);
  }

  /**
   * A sample of it.
   *
   * @param status of {@link FrameHead}
   * @param bytes null when it was not there
   */
  record Frame(long id, int label, int status, boolean padding, @Nullable ByteBuffer bytes) {
    byte[] copy() {
      var whole = bytes == null ? ByteBuffer.allocate(0) : bytes.duplicate();
      var copy = new byte[whole.remaining()];
      whole.get(copy);
      return copy;
    }
  }

  /** Reads a reply's body; fails when it is no batch or ends early. */
  static List<Frame> read(byte[] body) throws IOException {
    var frames = new ArrayList<Frame>();
    var batch = new BatchDecoder(new ByteArrayInputStream(body), LIMITS);
    for (var head = batch.next(); head != null; head = batch.next()) {
      var bytes = head.status() == FrameHead.OK ? ByteBuffer.wrap(batch.bytes()) : null;
      frames.add(
          new Frame(head.id(), head.label(), head.status(), head.has(FrameHead.PADDING), bytes));
    }
    return frames;
  }

  /** Its samples, in the order of their ids: frames come in order of arrival. */
  List<Long> ids() {
    return frames.stream().map(Frame::id).sorted().toList();
  }

  /** True when all samples are there. */
  boolean whole() {
    return frames.stream().allMatch(frame -> frame.status() == FrameHead.OK);
  }

  String name() {
    return "%s epoch %d rank %d batch %d".formatted(job, epoch, rank, n);
  }
}
