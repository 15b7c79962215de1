package dev.sheaf.node.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;

/** Calls of the API whose answers are JSON, over one socket that it leaves open. */
final class JsonCalls {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PlainSocket socket;

  JsonCalls(PlainSocket socket) {
    this.socket = socket;
  }

  /** The answer; fails when it is no 2xx. */
  JsonNode call(String method, String path, String body) throws IOException {
    send(method, path, body);
    return answer(method + " " + path);
  }

  /** Asks, for an answer that is taken later. */
  void send(String method, String path, String body) throws IOException {
    socket.send(
        PlainSocket.ascii(
            method
                + " "
                + path
                + " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body));
  }

  /** The answer to what was asked first and not answered; fails when it is no 2xx. */
  JsonNode answer(String asked) throws IOException {
    var status = socket.line();
    var length = 0;
    for (var line = socket.line(); !line.isEmpty(); line = socket.line()) {
      var lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
    }
    var answer = JSON.readTree(socket.bytes(length));
    if (!status.contains(" 2")) {
      throw new IOException(asked + " was answered " + status + ": " + answer);
    }
    return answer;
  }
}
