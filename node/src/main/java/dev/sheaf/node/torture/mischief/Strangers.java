package dev.sheaf.node.torture.mischief;

import static dev.sheaf.policies.vocabulary.Draw.below;
import static dev.sheaf.policies.vocabulary.Draw.draw;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sheaf.node.torture.mischief.Shape.Door;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

/** Who speaks something else than HTTP, or an HTTP body of another version of Sheaf. */
final class Strangers {
  private static final int NOISE = 4_096;
  private static final byte[] TLS =
      HexFormat.of().parseHex("1603010200010001fc0303" + "5a".repeat(60));
  private static final byte[] HTTP2 =
      bytes(
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000");

  private Strangers() {}

  static Conversation of(Door door, long seed) {
    return switch ((int) below(draw(seed, 0), 9)) {
      case 0 -> says(door, TLS);
      case 1 -> says(door, HTTP2);
      case 2 -> says(door, bytes("SSH-2.0-OpenSSH_9.2p1\r\n"));
      case 3 -> says(door, bytes("*2\r\n$4\r\nAUTH\r\n$1\r\nx\r\n"));
      // Artery's magic, and a control stream.
      case 4 -> says(door, bytes("AKKA\u0001\u0000\u0000\u0000\u007f"));
      case 5 -> says(door, batch(BatchFormat.MAGIC, BatchFormat.VERSION, seed));
      case 6 -> says(door, noise(seed));
      case 7 -> peer(batch(BatchFormat.MAGIC, 2, seed), BatchFormat.MEDIA_TYPE + ";version=2");
      default -> peer(batch((int) draw(seed, 1), 65_535, seed), BatchFormat.MEDIA_TYPE);
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static Conversation says(Door door, byte[] bytes) {
    return new Conversation(door, List.of(bytes), false);
  }

  /** The beginning of a batch body, as a node of this version or of another one writes it. */
  private static byte[] batch(int magic, int version, long seed) {
    var body = new byte[BatchHeader.BYTES + (int) below(draw(seed, 2), 100)];
    var header = new BatchHeader(0, (int) below(draw(seed, 3), 1L << 31), 0, 0, 0, -1);
    BatchFormat.put(header, ByteBuffer.wrap(body));
    ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).putInt(magic).putShort((short) version);
    return body;
  }

  /** A node that asks for samples in words of another version. */
  private static Conversation peer(byte[] body, String type) {
    var head =
        "POST /v1/datasets/files/versions/%s/samples HTTP/1.1\r\nHost: x\r\nSheaf-Cost: trailer\r\n"
                .formatted("0".repeat(64))
            + "Accept: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(type, type, body.length);
    var all = new ByteArrayOutputStream();
    all.writeBytes(bytes(head));
    all.writeBytes(body);
    return new Conversation(Door.DATA, List.of(all.toByteArray()), true);
  }

  private static byte[] noise(long seed) {
    var noise = new byte[1 + (int) below(draw(seed, 1), NOISE)];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) draw(seed, 2, i);
    }
    return noise;
  }
}
