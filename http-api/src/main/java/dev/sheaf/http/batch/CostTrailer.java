package dev.sheaf.http.batch;

import dev.sheaf.actors.reading.ReadCost;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a request cost, after the body that it is about; 56 bytes. */
public final class CostTrailer {
  /** The header by which a client asks for it, and a server says that it follows. */
  public static final String HEADER = "Sheaf-Cost";

  /** The value of that header. */
  public static final String VALUE = "trailer";

  /** Bytes on the wire. */
  public static final int BYTES = 7 * Long.BYTES;

  private CostTrailer() {}

  /** The bytes of a cost. */
  public static byte[] encode(ReadCost cost) {
    var bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes
        .putLong(cost.memoryHits())
        .putLong(cost.diskHits())
        .putLong(cost.lambdaHits())
        .putLong(cost.originSamples())
        .putLong(cost.originGets())
        .putLong(cost.originBytes())
        .putLong(cost.waitNanos());
    return bytes.array();
  }

  /** Reads a cost; fails when the stream ends inside it. */
  public static ReadCost decode(InputStream in) throws IOException {
    var array = new byte[BYTES];
    new DataInputStream(in).readFully(array);
    var bytes = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    return new ReadCost(
        bytes.getLong(),
        bytes.getLong(),
        bytes.getLong(),
        bytes.getLong(),
        bytes.getLong(),
        bytes.getLong(),
        bytes.getLong());
  }
}
