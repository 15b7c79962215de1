package dev.sheaf.wire.chunk;

import dev.sheaf.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The head of a frame between a function and its bridge.
 *
 * <p><i>Shape:</i> 64 bytes, little-endian: magic {@code SHC1}, u8 kind, u8 status, u16 zero, u64
 * instance, u64 request, 24 bytes of key, u32 sum, u32 length, u64 argument.
 *
 * @param kind what the frame says
 * @param status how it went; only in answers
 * @param instance the environment that speaks or is spoken to
 * @param request the number of the request
 * @param key the chunk it is about; {@link ChunkKey#NONE} where it is about none
 * @param sum CRC-32C of key and body; 0 without a body
 * @param length bytes that follow
 * @param argument nanoseconds: of a PONG, HELLO and BYE since the run began; of a GET, PUT and PING
 *     how much longer the run should last
 */
public record ChunkHead(
    Kind kind,
    Status status,
    long instance,
    long request,
    ChunkKey key,
    int sum,
    int length,
    long argument) {
  /** Bytes of a head. */
  public static final int BYTES = 64;

  /** Bytes of a body at most. */
  public static final int MOST_BODY_BYTES = 64 << 20;

  private static final int MAGIC = 0x31434853;

  /** What a frame says. */
  public enum Kind {
    /** To the function: send this chunk. */
    GET(1),
    /** To the function: keep this chunk. */
    PUT(2),
    /** To the function: this chunk is not needed; nothing is answered. */
    DROP(3),
    /** To the function: the request is not wanted any more; nothing is answered. */
    CANCEL(4),
    /** To the function: are you there? */
    PING(5),
    /** To the function: end the run now. */
    END(6),
    /** To the function: say what you hold. */
    LIST(7),
    /** To the bridge, first: who calls, as flat JSON. */
    HELLO(16),
    /** To the bridge: the answer to a GET. */
    CHUNK(17),
    /** To the bridge: the answer to a PUT. */
    STORED(18),
    /** To the bridge: the answer to a PING. */
    PONG(19),
    /** To the bridge, last: the run ends, and answers nothing any more. */
    BYE(20),
    /** To the bridge: the answer to a LIST, {@link Inventory}. */
    INVENTORY(21);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private static Kind of(int code) throws WireFormatException {
      for (var kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new WireFormatException("a chunk frame's kind must be known but was " + code);
    }
  }

  /** How a request went. */
  public enum Status {
    /** It went well. */
    OK(0),
    /** The function does not hold the chunk. */
    ABSENT(1),
    /** The bytes that arrived do not have the sum that was named. */
    CORRUPT(2),
    /** There is no room for the chunk. */
    FULL(3);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    private static Status of(int code) throws WireFormatException {
      for (var status : values()) {
        if (status.code == code) {
          return status;
        }
      }
      throw new WireFormatException("a chunk frame's status must be known but was " + code);
    }
  }

  /** A head with a length that may be. */
  public ChunkHead {
    if (length < 0 || length > MOST_BODY_BYTES) {
      throw new IllegalArgumentException(
          "a body must have 0..%d bytes but had %d".formatted(MOST_BODY_BYTES, length));
    }
  }

  /** A frame without a body. */
  public static ChunkHead bare(
      Kind kind, long instance, long request, ChunkKey key, long argument) {
    return new ChunkHead(kind, Status.OK, instance, request, key, 0, 0, argument);
  }

  /** A frame that is about no chunk and has no body. */
  public static ChunkHead plain(Kind kind, long instance, long request, long argument) {
    return bare(kind, instance, request, ChunkKey.NONE, argument);
  }

  /** The answer of this kind and status to this frame, without a body. */
  public ChunkHead answer(Kind answerKind, Status how) {
    return new ChunkHead(answerKind, how, instance, request, key, 0, 0, 0);
  }

  /** The head as bytes, ready to be read. */
  public ByteBuffer bytes() {
    var into = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    into.putInt(MAGIC).put((byte) kind.code).put((byte) status.code).putShort((short) 0);
    into.putLong(instance).putLong(request);
    key.write(into);
    return into.putInt(sum).putInt(length).putLong(argument).flip();
  }

  /** Reads a head of exactly {@value #BYTES} bytes. */
  public static ChunkHead read(ByteBuffer bytes) throws WireFormatException {
    var from = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    WireFormatException.inRange("a chunk frame's head", from.remaining(), BYTES, BYTES);
    var magic = from.getInt();
    if (magic != MAGIC) {
      throw new WireFormatException(
          "a chunk frame must begin with SHC1 but was %08x".formatted(magic));
    }
    var kind = Kind.of(Byte.toUnsignedInt(from.get()));
    var status = Status.of(Byte.toUnsignedInt(from.get()));
    WireFormatException.inRange("a chunk frame's spare bytes", from.getShort(), 0, 0);
    var instance = from.getLong();
    var request = from.getLong();
    try {
      var key = ChunkKey.read(from);
      var sum = from.getInt();
      var length =
          (int) WireFormatException.inRange("a chunk's length", from.getInt(), 0, MOST_BODY_BYTES);
      return new ChunkHead(kind, status, instance, request, key, sum, length, from.getLong());
    } catch (IllegalArgumentException badKey) {
      throw new WireFormatException(String.valueOf(badKey.getMessage()), badKey);
    }
  }
}
