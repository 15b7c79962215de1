package dev.sheaf.http.dataport;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * One socket to a data port, kept for several requests, one after another. Every wait ends by the
 * request's deadline. Used by one thread at a time.
 */
final class PeerConnection implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int MAX_LINE_BYTES = 8 << 10;
  private static final int MAX_HEADERS = 64;
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final String address;
  private final Socket socket;
  private final BufferedInputStream in;
  private long deadlineNanos;
  private boolean reusable;

  /** A reply whose body is still to be read. */
  record Reply(int status, Map<String, String> headers, InputStream body) {}

  private PeerConnection(String address, Socket socket) throws IOException {
    this.address = address;
    this.socket = socket;
    this.in = new BufferedInputStream(new ByDeadline(socket.getInputStream()), BUFFER_BYTES);
  }

  /** Connects to {@code host:port}, by TLS when {@code tls} is there. */
  static PeerConnection open(String address, long deadlineNanos, Optional<SSLContext> tls)
      throws IOException {
    var colon = address.lastIndexOf(':');
    if (colon < 1) {
      throw new IOException("a peer's address must be host:port but was " + address);
    }
    var socket = new Socket();
    try {
      var port = Integer.parseInt(address.substring(colon + 1));
      var host = address.substring(0, colon);
      socket.connect(new InetSocketAddress(host, port), millisUntil(deadlineNanos, address));
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (tls.isPresent()) {
        socket.setSoTimeout(millisUntil(deadlineNanos, address));
        var secured = tls.get().getSocketFactory().createSocket(socket, host, port, true);
        ((SSLSocket) secured).startHandshake();
        return new PeerConnection(address, secured);
      }
      return new PeerConnection(address, socket);
    } catch (IOException | IllegalArgumentException failed) {
      socket.close();
      throw new IOException("cannot reach peer " + address + ": " + failed.getMessage(), failed);
    }
  }

  /** Sends a request and reads the head of its reply. */
  Reply send(String head, byte[] body, long byNanos) throws IOException {
    deadlineNanos = byNanos;
    reusable = false;
    var out = socket.getOutputStream();
    var request = head.getBytes(StandardCharsets.US_ASCII);
    var whole = new byte[request.length + body.length];
    System.arraycopy(request, 0, whole, 0, request.length);
    System.arraycopy(body, 0, whole, request.length, body.length);
    out.write(whole);
    out.flush();
    return reply();
  }

  private Reply reply() throws IOException {
    var status = status(line());
    var headers = headers();
    reusable = !"close".equalsIgnoreCase(headers.getOrDefault("connection", ""));
    return new Reply(status, headers, body(headers));
  }

  private int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.1 \\d{3}( .*)?")) {
      throw broken("its status line was no HTTP/1.1");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private Map<String, String> headers() throws IOException {
    var headers = new HashMap<String, String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      var colon = line.indexOf(':');
      if (colon < 1 || headers.size() == MAX_HEADERS) {
        throw broken("its headers were no headers");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private InputStream body(Map<String, String> headers) throws IOException {
    if ("chunked".equalsIgnoreCase(headers.getOrDefault("transfer-encoding", ""))) {
      return new ChunkedBody(in, this::line);
    }
    try {
      return new SizedBody(in, Long.parseLong(headers.getOrDefault("content-length", "0")));
    } catch (NumberFormatException notOne) {
      throw broken("its Content-Length was no number");
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("peer " + address + " closed the connection");
      }
      if (line.length() == MAX_LINE_BYTES) {
        throw broken("a line had more than " + MAX_LINE_BYTES + " bytes");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  private IOException broken(String what) {
    return new IOException("peer " + address + " does not speak HTTP: " + what);
  }

  /** True when another request may be sent: the last reply was read to its end. */
  boolean reusable(Reply last) throws IOException {
    return reusable && last.body().read() < 0;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException ignored) {
      // Nothing can be done about a socket that does not close.
    }
  }

  private static int millisUntil(long deadlineNanos, String address) throws SocketTimeoutException {
    var millis = Math.ceilDiv(deadlineNanos - System.nanoTime(), NANOS_PER_MILLI);
    if (millis <= 0) {
      throw new SocketTimeoutException("peer " + address + " was too late");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  /** The socket's bytes, with each wait cut at the deadline. */
  private final class ByDeadline extends InputStream {
    private final InputStream from;

    ByDeadline(InputStream from) {
      this.from = from;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      socket.setSoTimeout(millisUntil(deadlineNanos, address));
      return from.read(into, offset, length);
    }
  }
}
