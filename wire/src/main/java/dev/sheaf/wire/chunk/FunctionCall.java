package dev.sheaf.wire.chunk;

import dev.sheaf.wire.FlatJson;
import dev.sheaf.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an invocation tells its function: the payload, as flat JSON.
 *
 * @param purpose {@code serve}: dial home and stay for requests; {@code warm}: only return
 * @param host where the bridge listens
 * @param port where the bridge listens
 * @param token to be shown to the bridge; good for this call only
 * @param node the function's number in the fleet
 * @param question the number of this call, which every answer to it quotes
 * @param stayMillis how long the run waits for a first request
 * @param tickMillis the billing grain, to whose end a run may stay at no cost
 * @param memoryBytes of chunks that may be kept in memory
 * @param diskBytes of chunks that may be kept on the scratch disk
 */
public record FunctionCall(
    String purpose,
    String host,
    int port,
    String token,
    int node,
    long question,
    long stayMillis,
    long tickMillis,
    long memoryBytes,
    long diskBytes) {
  /** The purpose of a call that only keeps the environment from being taken for idle. */
  public static final String WARM = "warm";

  /** The purpose of a call that is to serve. */
  public static final String SERVE = "serve";

  private static final long MOST_MILLIS = 900_000;

  /** The payload. */
  public byte[] bytes() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("purpose", purpose);
    fields.put("host", host);
    fields.put("port", (long) port);
    fields.put("token", token);
    fields.put("node", (long) node);
    fields.put("question", question);
    fields.put("stayMillis", stayMillis);
    fields.put("tickMillis", tickMillis);
    fields.put("memoryBytes", memoryBytes);
    fields.put("diskBytes", diskBytes);
    return FlatJson.write(fields);
  }

  /** Reads a payload; the message of what is thrown names the field. */
  public static FunctionCall read(byte[] payload) throws WireFormatException {
    var fields = new Fields(FlatJson.read(ByteBuffer.wrap(payload)));
    var purpose = fields.text("purpose");
    if (!purpose.equals(SERVE) && !purpose.equals(WARM)) {
      throw new WireFormatException("purpose must be serve or warm but was " + purpose);
    }
    return new FunctionCall(
        purpose,
        fields.text("host"),
        (int) fields.number("port", 0, 65_535),
        fields.text("token"),
        (int) fields.number("node", 0, Integer.MAX_VALUE),
        fields.number("question", 0, Long.MAX_VALUE),
        fields.number("stayMillis", 0, MOST_MILLIS),
        fields.number("tickMillis", 1, MOST_MILLIS),
        fields.number("memoryBytes", 0, Long.MAX_VALUE),
        fields.number("diskBytes", 0, Long.MAX_VALUE));
  }
}
