package dev.sheaf.wire.task;

import dev.sheaf.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames of a motion-JPEG file: JPEG images one after the other, with anything between them.
 *
 * <p>A frame is followed by its markers, so that a thumbnail inside one is no frame; one that is
 * cut short is none. <i>Shape</i> of its bytes: for each frame u64 offset, u32 length,
 * little-endian. <i>Source:</i> ITU-T T.81, annex B.
 */
public record JpegFrames(List<Frame> frames) {
  private static final int ENTRY_BYTES = 12;
  private static final int MARKER = 0xFF;
  private static final int BEGIN = 0xD8;
  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int FIRST_RESTART = 0xD0;
  private static final int ALONE = 0x01;

  /** Where a frame is in its file. */
  public record Frame(long offset, int lengthBytes) {}

  /** Frames that own their list. */
  public JpegFrames {
    frames = List.copyOf(frames);
  }

  /** Finds the frames of a whole file. */
  public static JpegFrames find(byte[] file) {
    var frames = new ArrayList<Frame>();
    for (int at = 0; at + 1 < file.length; ) {
      if (isMarker(file, at, BEGIN)) {
        var end = end(file, at + 2);
        if (end > 0) {
          frames.add(new Frame(at, end - at));
          at = end;
          continue;
        }
      }
      at++;
    }
    return new JpegFrames(frames);
  }

  private static boolean isMarker(byte[] file, int at, int marker) {
    return at + 1 < file.length && (file[at] & 0xFF) == MARKER && (file[at + 1] & 0xFF) == marker;
  }

  /** The end of an image whose markers begin here; -1 when it has none. */
  private static int end(byte[] file, int from) {
    for (int at = from; at + 1 < file.length; ) {
      if ((file[at] & 0xFF) != MARKER) {
        return -1;
      }
      var marker = file[at + 1] & 0xFF;
      if (marker == END) {
        return at + 2;
      }
      if (marker == MARKER) {
        at++;
      } else if (marker == ALONE || (marker >= FIRST_RESTART && marker <= BEGIN)) {
        at += 2;
      } else if (at + 3 < file.length) {
        at += 2 + (((file[at + 2] & 0xFF) << 8) | (file[at + 3] & 0xFF));
        if (marker == SCAN) {
          at = afterScan(file, at);
        }
      } else {
        return -1;
      }
    }
    return -1;
  }

  /** The next marker that ends a scan: inside, a 0xFF is stuffed or a restart. */
  private static int afterScan(byte[] file, int from) {
    for (int at = from; at + 1 < file.length; at++) {
      var next = file[at + 1] & 0xFF;
      if ((file[at] & 0xFF) == MARKER
          && next != 0
          && next != MARKER
          && (next < FIRST_RESTART || next >= BEGIN)) {
        return at;
      }
    }
    return file.length;
  }

  /** Its bytes. */
  public byte[] bytes() {
    var out = ByteBuffer.allocate(ENTRY_BYTES * frames.size()).order(ByteOrder.LITTLE_ENDIAN);
    frames.forEach(frame -> out.putLong(frame.offset()).putInt(frame.lengthBytes()));
    return out.array();
  }

  /** Reads its bytes. */
  public static JpegFrames read(byte[] bytes) throws WireFormatException {
    if (bytes.length % ENTRY_BYTES != 0) {
      throw new WireFormatException("%d bytes are no index".formatted(bytes.length));
    }
    var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    var frames = new ArrayList<Frame>();
    while (in.hasRemaining()) {
      frames.add(new Frame(in.getLong(), in.getInt()));
    }
    return new JpegFrames(frames);
  }
}
