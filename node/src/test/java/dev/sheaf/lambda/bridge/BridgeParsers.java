package dev.sheaf.lambda.bridge;

import dev.sheaf.node.fuzz.Seeds;
import dev.sheaf.node.fuzz.Target;
import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.Hello;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;

/** The first frames of whoever dials the bridge. */
public final class BridgeParsers {
  private BridgeParsers() {}

  /** The targets. */
  public static List<Target> all() {
    return List.of(
        new Target(
            "dial-back", List.of(greeting()), BridgeParsers::read, List.of(IOException.class)));
  }

  private static byte[] greeting() {
    var hello = new Hello("token", 3, 4, 5, 6, 7).bytes();
    var head =
        new ChunkHead(
            ChunkHead.Kind.HELLO, ChunkHead.Status.OK, 1, 2, ChunkKey.NONE, 0, hello.length, 0);
    var out = new ByteArrayOutputStream();
    out.writeBytes(Seeds.array(head.bytes()));
    out.writeBytes(hello);
    return out.toByteArray();
  }

  private static void read(byte[] input) throws IOException {
    try (var channel = Channels.newChannel(new ByteArrayInputStream(input))) {
      var head = ChunkFrames.head(channel);
      if (head != null && head.kind() == ChunkHead.Kind.HELLO) {
        ChunkFrames.hello(channel, head);
      } else if (head != null) {
        ChunkFrames.inventory(channel, head);
      }
    }
  }
}
