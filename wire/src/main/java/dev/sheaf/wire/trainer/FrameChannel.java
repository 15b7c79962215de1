package dev.sheaf.wire.trainer;

import dev.sheaf.wire.FlatJson;
import dev.sheaf.wire.WireFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sends frames of one direction and receives those of the other.
 *
 * <pre>
 *   u32 length of the header | header, JSON | bytes, as many as the header's field "bytes" says
 * </pre>
 *
 * <p>Both calls block; one thread may send while another receives, and several may send. {@link
 * #close()} from any thread ends both. <i>Errors:</i> {@link WireFormatException} when the other
 * side breaks the format: close the channel then.
 *
 * @param <S> what is sent
 * @param <R> what is received
 */
public final class FrameChannel<S extends TrainerFrame, R extends TrainerFrame>
    implements AutoCloseable {
  /** The most bytes that may follow a header. */
  public static final int MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

  private final ByteChannel channel;
  private final Class<R> received;

  private FrameChannel(ByteChannel channel, Class<R> received) {
    this.channel = channel;
    this.received = received;
  }

  /** The owner's end over an open channel. */
  public static FrameChannel<ToTrainer, FromTrainer> ofOwner(ByteChannel channel) {
    return new FrameChannel<>(channel, FromTrainer.class);
  }

  /** The child's end over an open channel. */
  public static FrameChannel<FromTrainer, ToTrainer> ofTrainer(ByteChannel channel) {
    return new FrameChannel<>(channel, ToTrainer.class);
  }

  /** The child's end, connected to the owner's {@link TrainerSocket}. */
  public static FrameChannel<FromTrainer, ToTrainer> connect(Path socket) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return ofTrainer(channel);
    } catch (IOException | RuntimeException refused) {
      channel.close();
      throw refused;
    }
  }

  /** Sends a frame whole. */
  public void send(S frame) throws IOException {
    var header = FlatJson.write(FrameCodec.fields(frame));
    var bytes = FrameCodec.bytes(frame);
    if (header.length > FlatJson.MAX_BYTES || bytes.remaining() > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "a frame must have at most %d + %d bytes but had %d + %d"
              .formatted(FlatJson.MAX_BYTES, MAX_PAYLOAD_BYTES, header.length, bytes.remaining()));
    }
    var whole =
        ByteBuffer.allocate(Integer.BYTES + header.length + bytes.remaining())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(header.length)
            .put(header)
            .put(bytes)
            .flip();
    synchronized (this) {
      while (whole.hasRemaining()) {
        channel.write(whole);
      }
    }
  }

  /** Waits for the next frame; null when the other side has closed between two frames. */
  public @Nullable R receive() throws IOException {
    var length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (!filled(length)) {
      return null;
    }
    var headerBytes =
        WireFormatException.inRange(
            "length of a JSON header", length.getInt(), 2, FlatJson.MAX_BYTES);
    var fields = FlatJson.read(read((int) headerBytes));
    return FrameCodec.frame(received, fields, read(payloadBytes(fields.get(FrameCodec.BYTES))));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static int payloadBytes(@Nullable Object field) throws WireFormatException {
    return switch (field) {
      case null -> 0;
      case Long length -> (int) WireFormatException.inRange("bytes", length, 0, MAX_PAYLOAD_BYTES);
      case Object other ->
          throw new WireFormatException("field bytes must be a long but was " + other);
    };
  }

  private ByteBuffer read(int length) throws IOException {
    var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    if (length > 0 && !filled(bytes)) {
      throw new EOFException("the channel closed inside a frame");
    }
    return bytes;
  }

  /** Fills the buffer and turns it to be read; false when nothing came at all. */
  private boolean filled(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        if (buffer.position() == 0) {
          return false;
        }
        throw new EOFException("the channel closed inside a frame");
      }
    }
    buffer.flip();
    return true;
  }
}
