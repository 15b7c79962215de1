package dev.sheaf.wire.chunk;

import dev.sheaf.wire.FlatJson;
import dev.sheaf.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run's call returns, as flat JSON.
 *
 * @param instance the environment that ran
 * @param question as the call had it
 * @param elapsedNanos from the handler's start to its end, which is what is billed
 * @param cold whether this was the environment's first run
 * @param chunks how many chunks it holds
 * @param ending why the run ended, for people
 */
public record RunReport(
    long instance, long question, long elapsedNanos, boolean cold, long chunks, String ending) {
  /** The answer. */
  public byte[] bytes() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("instance", instance);
    fields.put("question", question);
    fields.put("elapsedNanos", elapsedNanos);
    fields.put("cold", cold ? 1L : 0L);
    fields.put("chunks", chunks);
    fields.put("ending", ending);
    return FlatJson.write(fields);
  }

  /** Reads an answer; the message of what is thrown names the field. */
  public static RunReport read(byte[] answer) throws WireFormatException {
    var fields = new Fields(FlatJson.read(ByteBuffer.wrap(answer)));
    return new RunReport(
        fields.number("instance", Long.MIN_VALUE, Long.MAX_VALUE),
        fields.number("question", 0, Long.MAX_VALUE),
        fields.number("elapsedNanos", 0, Long.MAX_VALUE),
        fields.number("cold", 0, 1) == 1,
        fields.number("chunks", 0, Long.MAX_VALUE),
        fields.text("ending"));
  }
}
