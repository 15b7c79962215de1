package dev.sheaf.node.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The client of all anchors alike: a blocking socket, a request written whole, a reply read into
 * one buffer. So a ratio compares servers, not clients.
 */
final class PlainSocket implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  PlainSocket(String host, int port) throws IOException {
    channel = SocketChannel.open(new InetSocketAddress(host, port));
    channel.socket().setTcpNoDelay(true);
    buffer.limit(0);
  }

  /** A socket to {@code host:port}. */
  static PlainSocket to(String address) throws IOException {
    var at = address.lastIndexOf(':');
    return new PlainSocket(address.substring(0, at), Integer.parseInt(address.substring(at + 1)));
  }

  /** Reads so many bytes. */
  byte[] bytes(int count) throws IOException {
    var bytes = new byte[count];
    for (int at = 0; at < count; ) {
      fill();
      var now = Math.min(count - at, buffer.remaining());
      buffer.get(bytes, at, now);
      at += now;
    }
    return bytes;
  }

  void send(byte[] request) throws IOException {
    var bytes = ByteBuffer.wrap(request);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** A line without its ending. */
  String line() throws IOException {
    var line = new StringBuilder();
    for (var c = next(); c != '\n'; c = next()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Reads bytes and lets them go. */
  void skip(long count) throws IOException {
    var left = count;
    while (left > 0) {
      fill();
      var now = (int) Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + now);
      left -= now;
    }
  }

  private int next() throws IOException {
    fill();
    return buffer.get() & 0xFF;
  }

  private void fill() throws IOException {
    if (buffer.hasRemaining()) {
      return;
    }
    buffer.clear();
    if (channel.read(buffer) < 0) {
      throw new EOFException("the server closed the connection");
    }
    buffer.flip();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
