package dev.sheaf.node.torture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sheaf.node.torture.Gateways.Gateway;
import dev.sheaf.node.torture.mischief.Conversation;
import dev.sheaf.node.torture.mischief.Shape.Door;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Opens connections and says what no HTTP client would. Where an answer is owed it waits for the
 * first one, or for the connection's end; where not, it looks whether there is one, says no more
 * and holds the connection for a while.
 */
final class Intruder implements AutoCloseable {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
  private static final int CONNECT_MILLIS = 2_000;
  private static final int LOOK_MILLIS = 30;
  private static final int MOST_READ_BYTES = 64 << 10;

  /** Connections that say nothing more, at a time. */
  private static final int MOST_SILENT = 48;

  private final Caller caller;
  private final int patienceMillis;
  private final Deque<Socket> silent = new ArrayDeque<>();

  /**
   * An intruder that tells {@code caller}'s checker what may not be.
   *
   * @param patienceMillis how long an answer that is owed may take
   */
  Intruder(Caller caller, int patienceMillis) {
    this.caller = caller;
    this.patienceMillis = patienceMillis;
  }

  /** Has one conversation with a node. */
  void talk(Gateway to, Conversation words) {
    var excused = caller.gateways().isExcused(to);
    var port = words.door() == Door.API ? to.api() : to.data();
    caller.tally().request();
    var socket = new Socket();
    var kept = false;
    try {
      socket.connect(new InetSocketAddress(port.getHost(), port.getPort()), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      say(socket, words);
      var ended = hear(to, socket, words);
      if (!ended && words.owed() && !excused) {
        caller.late(to, words.text() + ": no answer within " + patienceMillis + " ms");
      }
      kept = !ended && !words.owed();
    } catch (IOException broken) {
      caller.tally().error("connection broken");
    } finally {
      leave(socket, kept);
    }
  }

  /** A node may answer and close before it was told everything. */
  private static void say(Socket socket, Conversation words) {
    try {
      for (var piece : words.pieces()) {
        socket.getOutputStream().write(piece);
      }
    } catch (IOException closed) {
      // What it answered before can be read still.
    }
  }

  /** True when the node has answered, or closed the connection. */
  private boolean hear(Gateway to, Socket socket, Conversation words) throws IOException {
    var within = words.owed() ? patienceMillis : LOOK_MILLIS;
    var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(within);
    var heard = new ByteArrayOutputStream();
    var part = new byte[4096];
    while (heard.size() < MOST_READ_BYTES) {
      var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return judged(to, heard, words);
      }
      socket.setSoTimeout((int) left);
      try {
        var count = socket.getInputStream().read(part);
        if (count < 0) {
          judged(to, heard, words);
          return true;
        }
        heard.write(part, 0, count);
      } catch (SocketTimeoutException quiet) {
        return judged(to, heard, words);
      } catch (IOException reset) {
        judged(to, heard, words);
        return true;
      }
      if (words.owed() && judged(to, heard, words)) {
        return true;
      }
    }
    return judged(to, heard, words);
  }

  /** True when there is an answer. */
  private boolean judged(Gateway to, ByteArrayOutputStream heard, Conversation words) {
    var statuses = STATUS.matcher(heard.toString(ISO_8859_1));
    var any = false;
    while (statuses.find()) {
      any = true;
      caller.answered(to, Integer.parseInt(statuses.group(1)), words.text());
    }
    return any;
  }

  /** Ends a connection, now or when it is the one that has been silent for longest. */
  private void leave(Socket socket, boolean later) {
    var ends = socket;
    if (later) {
      synchronized (silent) {
        silent.add(socket);
        if (silent.size() <= MOST_SILENT) {
          return;
        }
        ends = silent.remove();
      }
    }
    end(ends);
  }

  /** Without the pause that a port needs otherwise before it can be used again. */
  private static void end(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException gone) {
      // The node was faster.
    }
  }

  @Override
  public void close() {
    synchronized (silent) {
      silent.forEach(Intruder::end);
      silent.clear();
    }
  }
}
