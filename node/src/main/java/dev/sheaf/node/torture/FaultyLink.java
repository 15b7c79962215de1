package dev.sheaf.node.torture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Stands between a client and an S3 server and does to chosen requests what networks and stores do:
 * answers for the server, breaks off or stalls a body, alters a header.
 *
 * <p>Requests are told by their first line. Heads are passed on as they are, so signatures hold.
 */
public final class FaultyLink implements AutoCloseable {
  private final ServerSocket door;
  private final int upstream;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Function<String, Fault> faults = line -> new Fault.None();

  /** What is done to a request. */
  public sealed interface Fault {
    /** Nothing. */
    record None() implements Fault {}

    /** This answer is given, and the server never asked. */
    record Answer(int status, String headers, String body) implements Fault {}

    /** The connection ends after so many bytes of the body. */
    record Cut(int afterBytes) implements Fault {}

    /** Nothing more comes after so many bytes of the body. */
    record Stall(int afterBytes) implements Fault {}

    /** The answer's head is altered. */
    record Alter(String pattern, String replacement) implements Fault {}
  }

  public FaultyLink(int upstream) throws IOException {
    this.upstream = upstream;
    this.door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public String endpoint() {
    return "http://127.0.0.1:" + door.getLocalPort();
  }

  /** From now on each request has the fault that its first line gives. */
  public void each(Function<String, Fault> byFirstLine) {
    faults = byFirstLine;
  }

  /** The next {@code count} requests that are GETs of objects have this fault, later ones none. */
  public void next(int count, Fault fault) {
    var left = new AtomicInteger(count);
    faults =
        line ->
            !line.contains("list-type") && left.getAndDecrement() > 0 ? fault : new Fault.None();
  }

  /** Requests that were made so far. */
  public int requests() {
    return requests.get();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        var client = door.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var server = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
      open.add(server);
      while (exchange(client, server)) {
        // The connection is kept for the next request.
      }
    } catch (IOException ended) {
      // Either side went away.
    }
  }

  /** One request and its answer; false when the connection is to end. */
  private boolean exchange(Socket client, Socket server) throws IOException {
    var head = head(client.getInputStream());
    if (head.isEmpty()) {
      return false;
    }
    requests.incrementAndGet();
    var fault = faults.apply(head.substring(0, head.indexOf('\r')));
    if (fault instanceof Fault.Answer(int status, String headers, String body)) {
      skip(client.getInputStream(), length(head));
      client.getOutputStream().write(answer(status, headers, body));
      return true;
    }
    server.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    if (head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
      client
          .getOutputStream()
          .write(head(server.getInputStream()).getBytes(StandardCharsets.ISO_8859_1));
    }
    copy(client.getInputStream(), server.getOutputStream(), length(head));
    return reply(client, server, fault);
  }

  private static boolean reply(Socket client, Socket server, Fault fault) throws IOException {
    var head = head(server.getInputStream());
    if (head.isEmpty()) {
      return false;
    }
    var altered =
        fault instanceof Fault.Alter(String pattern, String replacement)
            ? head.replaceAll(pattern, replacement)
            : head;
    var length = length(head);
    client.getOutputStream().write(altered.getBytes(StandardCharsets.ISO_8859_1));
    if (fault instanceof Fault.Cut(int after)) {
      copy(server.getInputStream(), client.getOutputStream(), Math.min(after, length));
      return false;
    }
    if (fault instanceof Fault.Stall(int after)) {
      copy(server.getInputStream(), client.getOutputStream(), Math.min(after, length));
      // Until the client gives up.
      return client.getInputStream().read() >= 0;
    }
    if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
      chunks(server.getInputStream(), client.getOutputStream());
    } else {
      copy(server.getInputStream(), client.getOutputStream(), length);
    }
    return true;
  }

  /** Up to and with the empty line; empty when the other side has closed. */
  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    for (int last = 0, b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      last = last << 8 | b;
      if (last == 0x0D0A0D0A) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  private static long length(String head) {
    for (var line : head.lines().toList()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return 0;
  }

  private static byte[] answer(int status, String headers, String body) {
    return ("HTTP/1.1 "
            + status
            + " Fault\r\nContent-Type: application/xml\r\n"
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void copy(InputStream in, OutputStream out, long length) throws IOException {
    var buffer = new byte[8192];
    for (var left = length; left > 0; ) {
      var count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw new IOException("ended early");
      }
      out.write(buffer, 0, count);
      left -= count;
    }
    out.flush();
  }

  private static void skip(InputStream in, long length) throws IOException {
    in.skipNBytes(length);
  }

  private static void chunks(InputStream in, OutputStream out) throws IOException {
    while (true) {
      var line = new ByteArrayOutputStream();
      for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
        line.write(b);
      }
      out.write(line.toByteArray());
      out.write('\n');
      var size = Integer.parseInt(line.toString(StandardCharsets.ISO_8859_1).strip(), 16);
      copy(in, out, size + 2L);
      if (size == 0) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (var socket : open) {
      socket.close();
    }
  }
}
