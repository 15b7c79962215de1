package dev.sheaf.lambda.function;

import dev.sheaf.node.fuzz.Seeds;
import dev.sheaf.node.fuzz.Target;
import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.ChunkKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** Frames that a function is sent. */
public final class FunctionParsers {
  private static final ChunkMemory MEMORY = new ChunkMemory();

  private FunctionParsers() {}

  /** The targets. */
  public static List<Target> all() {
    return List.of(
        new Target("frame-in", List.of(put()), FunctionParsers::read, List.of(IOException.class)));
  }

  private static byte[] put() {
    var out = new ByteArrayOutputStream();
    var key = new ChunkKey(1, 2, 3, 0, 10, 2, 4);
    var head = new ChunkHead(ChunkHead.Kind.PUT, ChunkHead.Status.OK, 1, 2, key, 0, 4, 0);
    out.writeBytes(Seeds.array(head.bytes()));
    out.writeBytes(new byte[] {1, 2, 3, 4});
    return out.toByteArray();
  }

  private static void read(byte[] input) throws IOException {
    var frames = new FrameIn(new ByteArrayInputStream(input), MEMORY);
    for (var head = frames.head(); head != null; head = frames.head()) {
      frames.body(head).close();
    }
  }
}
