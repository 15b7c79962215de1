package dev.sheaf.wire.chunk;

import dev.sheaf.wire.FlatJson;
import dev.sheaf.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The body of a HELLO, as flat JSON: who calls, and what it holds.
 *
 * @param token as the call had it
 * @param node as the call had it
 * @param question as the call had it
 * @param chunks how many chunks are held
 * @param usedBytes their bytes
 * @param digest of their keys, {@link Inventory#digest}
 */
public record Hello(
    String token, int node, long question, long chunks, long usedBytes, long digest) {
  /** The body. */
  public byte[] bytes() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("token", token);
    fields.put("node", (long) node);
    fields.put("question", question);
    fields.put("chunks", chunks);
    fields.put("usedBytes", usedBytes);
    fields.put("digest", digest);
    return FlatJson.write(fields);
  }

  /** Reads a body; the message of what is thrown names the field. */
  public static Hello read(byte[] body) throws WireFormatException {
    var fields = new Fields(FlatJson.read(ByteBuffer.wrap(body)));
    return new Hello(
        fields.text("token"),
        (int) fields.number("node", 0, Integer.MAX_VALUE),
        fields.number("question", 0, Long.MAX_VALUE),
        fields.number("chunks", 0, Long.MAX_VALUE),
        fields.number("usedBytes", 0, Long.MAX_VALUE),
        fields.number("digest", Long.MIN_VALUE, Long.MAX_VALUE));
  }
}
