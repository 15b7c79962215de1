package dev.sheaf.node.torture.mischief;

import static dev.sheaf.policies.vocabulary.Draw.below;
import static dev.sheaf.policies.vocabulary.Draw.draw;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sheaf.node.fuzz.Mutations;
import dev.sheaf.node.torture.mischief.Shape.Door;
import java.util.List;
import java.util.stream.Stream;

/** HTTP that is broken where it says what begins and ends: a pure function of the seed. */
final class Framings {
  private static final String HOST = "Host: x\r\n";
  private static final String END = "\r\n\r\n";
  private static final String ALIVE = "GET /alive HTTP/1.1\r\n" + HOST + "\r\n";
  private static final String POST =
      "POST /v1/datasets/files/versions/"
          + "0".repeat(64)
          + "/samples HTTP/1.1\r\n"
          + HOST
          + "Content-Type: application/json\r\n";
  private static final int LONG = 70_000;

  /** Lines that begin a request, and are none. */
  private static final List<String> LINES =
      List.of(
          "NONSENSE",
          "",
          " ",
          "GET",
          "GET /alive",
          "GET  /alive  HTTP/1.1",
          "GET /alive HTTP/0.9",
          "GET /alive HTTP/1.10",
          "GET /alive HTTP/2.0",
          "GET /alive HTTP/3.7",
          "GET /alive HTTP/99999999999.1",
          "GET /alive http/1.1",
          "GET /alive HTTP/1.1 HTTP/1.1",
          "get /alive HTTP/1.1",
          "BREW /alive HTTP/1.1",
          "TRACE /alive HTTP/1.1",
          "CONNECT 127.0.0.1:1 HTTP/1.1",
          "OPTIONS * HTTP/1.1",
          "DELETE * HTTP/1.1",
          "HEAD /v1/nowhere HTTP/1.1",
          "G\u00cbT /alive HTTP/1.1",
          "G\u0000T /alive HTTP/1.1",
          "X".repeat(300) + " /alive HTTP/1.1",
          "GET /" + "x".repeat(LONG) + " HTTP/1.1",
          "GET alive HTTP/1.1",
          "GET //alive HTTP/1.1",
          "GET /../../alive HTTP/1.1",
          "GET /alive# HTTP/1.1",
          "GET /alive?a=%zz HTTP/1.1",
          "GET /alive?%=1 HTTP/1.1",
          "GET /alive?a=%ff&a=%fe HTTP/1.1",
          "GET /alive?" + "a&".repeat(2_000) + " HTTP/1.1",
          "GET /%zz HTTP/1.1",
          "GET /% HTTP/1.1",
          "GET /%00 HTTP/1.1",
          "GET /\u00ff\u00fe HTTP/1.1",
          "GET /\u0000 HTTP/1.1",
          "GET /alive\u000bb HTTP/1.1",
          "GET http://[::1/alive HTTP/1.1",
          "GET http:///alive HTTP/1.1",
          "GET ftp://x:99999999/alive HTTP/1.1",
          "PRI * HTTP/2.0");

  /** Lines of headers that are none, or say what cannot be. */
  private static final List<String> HEADERS =
      List.of(
          "no colon",
          ": no name",
          "a b: c",
          " folded: a",
          "X: a\r\n b\r\n\tc",
          "X: a\rb",
          "X: a\nb",
          "X: \u0000",
          "X\u00e9: a",
          "X: \u00ff\u00fe",
          "Host: y",
          "Host: ",
          "Host: [::1",
          "Host: a b",
          "Host: x:99999999",
          "Connection: close, keep-alive, \u0001",
          "Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: !!!",
          "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x",
          "Expect: 200-maybe",
          "Expect: 100-continue",
          "Raw-Request-URI: /s3/files/ant",
          "Remote-Address: 1.1.1.1",
          "Timeout-Access: x",
          "Content-Length: 0\r\nContent-Length: 0",
          "Transfer-Encoding: identity");

  /** What says that it is the length of a body of two bytes, and cannot be. */
  private static final List<String> LENGTHS =
      List.of(
          "Content-Length: -1",
          "Content-Length: +2",
          "Content-Length: 0x2",
          "Content-Length: 2, 3",
          "Content-Length: 2\r\nContent-Length: 3",
          "Content-Length: ",
          "Content-Length: 1e1",
          "Content-Length: two",
          "Content-Length: 9223372036854775808",
          "Content-Length: " + "9".repeat(400),
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: chunked, gzip",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: \u0001chunked",
          "Transfer-Encoding: chunked, chunked",
          "Transfer-Encoding: ,",
          "Transfer-Encoding: chunked\r\nContent-Length: 2",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked");

  /** Chunked bodies that are none. */
  private static final List<String> CHUNKS =
      List.of(
          "-1\r\n{}\r\n0\r\n\r\n",
          "g\r\n{}\r\n0\r\n\r\n",
          "\r\n{}\r\n0\r\n\r\n",
          " 2\r\n{}\r\n0\r\n\r\n",
          "0x2\r\n{}\r\n0\r\n\r\n",
          "ffffffffffffffff\r\n{}\r\n0\r\n\r\n",
          "7fffffffffffffff\r\n{}\r\n0\r\n\r\n",
          "8000000000000000\r\n{}\r\n0\r\n\r\n",
          "80000000\r\n{}\r\n0\r\n\r\n",
          "7fffffff\r\n{}\r\n0\r\n\r\n",
          "0".repeat(LONG) + "2\r\n{}\r\n0\r\n\r\n",
          "2;" + "e".repeat(LONG) + "\r\n{}\r\n0\r\n\r\n",
          "2;a=\"\r\n{}\r\n0\r\n\r\n",
          "2\r\n{}0\r\n\r\n",
          "1\r\n{}\r\n0\r\n\r\n",
          "2\n{}\n0\n\n",
          "2\r\n{}\r\n0\r\nX: " + "t".repeat(LONG) + "\r\n\r\n",
          "2\r\n{}\r\n0\r\nContent-Length: 5\r\nHost: y\r\n\r\n",
          "2\r\n{}\r\n0\r\nno colon\r\n\r\n",
          "1\r\n{\r\n1\r\n}\r\n".repeat(2_000) + "0\r\n\r\n");

  private Framings() {}

  static Conversation of(Door door, long seed) {
    return switch ((int) below(draw(seed, 0), 8)) {
      case 0 -> owed(door, one(LINES, seed) + "\r\n" + HOST + "\r\n");
      case 1 ->
          owed(door, "GET /alive HTTP/1.1\r\n" + HOST + one(HEADERS, seed) + "\r\nX: y" + END);
      case 2 -> waits(door, POST + one(LENGTHS, seed) + END + "{}");
      case 3 -> waits(door, POST + "Transfer-Encoding: chunked" + END + one(CHUNKS, seed));
      case 4 -> endless(door, seed);
      case 5 -> together(door, seed);
      case 6 ->
          new Conversation(
              door, List.of(Mutations.of(one(whole(), seed).getBytes(ISO_8859_1), seed)), false);
      default -> partial(door, seed);
    };
  }

  private static String one(List<String> all, long seed) {
    return all.get((int) below(draw(seed, 1), all.size()));
  }

  private static List<String> whole() {
    return List.of(
        ALIVE,
        POST + "Content-Length: 12" + END + "{\"ids\": [0]}",
        POST + "Transfer-Encoding: chunked" + END + "c\r\n{\"ids\": [0]}\r\n0\r\n\r\n");
  }

  private static Conversation owed(Door door, String text) {
    return new Conversation(door, List.of(text.getBytes(ISO_8859_1)), true);
  }

  private static Conversation waits(Door door, String... pieces) {
    return new Conversation(
        door, Stream.of(pieces).map(piece -> piece.getBytes(ISO_8859_1)).toList(), false);
  }

  /** Headers, or a body, that would never end; all limits are passed by far. */
  private static Conversation endless(Door door, long seed) {
    var piece =
        switch ((int) below(draw(seed, 1), 4)) {
          case 0 -> "X-Endless: " + "y".repeat(1_000) + "\r\n";
          case 1 -> "X" + "y".repeat(1_000);
          case 2 -> "X: a\r\n".repeat(200);
          default -> " folded".repeat(150) + "\r\n";
        };
    var pieces =
        Stream.concat(
                Stream.of("GET /alive HTTP/1.1\r\n" + HOST + "X: "),
                Stream.generate(() -> piece).limit(200))
            .map(text -> text.getBytes(ISO_8859_1))
            .toList();
    return new Conversation(door, pieces, true);
  }

  /** Several requests at once, the last of which is half or none. */
  private static Conversation together(Door door, long seed) {
    var count = 1 + (int) below(draw(seed, 1), 40);
    return switch ((int) below(draw(seed, 2), 4)) {
      case 0 -> owed(door, ALIVE.repeat(count) + "GET /ali");
      case 1 -> owed(door, ALIVE.repeat(count) + POST + "Content-Length: 5000" + END + "{");
      case 2 -> owed(door, ALIVE.repeat(count) + "\u0000\u0001\u0002" + END);
      default -> owed(door, ALIVE.repeat(count * 10));
    };
  }

  /** Says less than it should, then no more. */
  private static Conversation partial(Door door, long seed) {
    return switch ((int) below(draw(seed, 1), 6)) {
      case 0 -> waits(door);
      case 1 -> waits(door, "G");
      case 2 -> waits(door, "GET /alive HTTP/1.1\r\nHo");
      case 3 -> waits(door, POST + "Content-Length: 500" + END, "{\"ids\"", ": [0");
      case 4 -> waits(door, POST + "Transfer-Encoding: chunked" + END, "ff\r\n", "{");
      default -> waits(door, "\r\n\r\n\r\n");
    };
  }
}
