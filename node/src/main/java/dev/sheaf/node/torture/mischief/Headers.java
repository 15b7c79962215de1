package dev.sheaf.node.torture.mischief;

import static dev.sheaf.policies.vocabulary.Draw.below;
import static dev.sheaf.policies.vocabulary.Draw.draw;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Headers that are wrong, many or long: a pure function of the seed. */
public final class Headers {
  private static final int MOST_AT_ONCE = 3;
  private static final String LONG = "x".repeat(6_000);
  private static final String KEY =
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/s3/aws4_request, ";

  /** A header's line. */
  public record Line(String name, String value) {}

  private static final List<Map.Entry<String, List<String>>> WRONG =
      List.of(
          Map.entry(
              "Sheaf-Deadline",
              List.of("0", "-1", "1", "1e3", "", "120001", "9".repeat(9), "9".repeat(30), LONG)),
          Map.entry("Sheaf-Checksum", List.of("md5", "", "XXH3", "xxh3,crc32")),
          Map.entry("Sheaf-Cost", List.of("", "trailer,trailer", "header", "-1")),
          Map.entry("Sheaf-Job", List.of("", "../x", "probe-0\tprobe-1", "%00", LONG)),
          Map.entry("Sheaf-Consumer", List.of("", "a b", "../..", "x".repeat(300))),
          Map.entry("Sheaf-Next", List.of("", "-1", "9".repeat(20), "0,0,0")),
          Map.entry("Sheaf-Batches", List.of("", "-1", "4294967296", "many")),
          Map.entry("Sheaf-Ring", List.of("", "-1", "/etc/passwd", "0123456789abcdef")),
          Map.entry("Sheaf-Keep", List.of("", "-1", "for ever")),
          Map.entry("Sheaf-Shape", List.of("", "-1x-1", "9999999999x9999999999x3")),
          Map.entry("Sheaf-Forwarded", List.of("", "1", "true", "-1")),
          Map.entry(
              "Range",
              List.of(
                  "bytes=-",
                  "bytes=5-1",
                  "bytes=-0",
                  "bytes=-9",
                  "bytes=0-0,2-2,4-4",
                  "bytes=9223372036854775808-",
                  "bytes=999999999999999-",
                  "bytes=0-9223372036854775807",
                  "bytes=a-b",
                  "items=0-1",
                  "bytes=" + "0-0,".repeat(1_000))),
          Map.entry("If-Range", List.of("\"x", "W/\"x\"", "yesterday", "")),
          Map.entry("If-None-Match", List.of("*", "W/", "\"" + LONG, "\"a\", \"b")),
          Map.entry("If-Match", List.of("*", "\"\"", "x")),
          Map.entry("If-Modified-Since", List.of("yesterday", "Thu, 99 Foo 99999 99:99:99 GMT")),
          Map.entry(
              "Accept",
              List.of("a/b/c", ";;;", "*/*;q=2", "text/html;q=", "", "application/*;q=-1", LONG)),
          Map.entry("Accept-Encoding", List.of("gzip;q=nan", "*;q=0", "identity;q=0", ",,,")),
          Map.entry("Content-Encoding", List.of("gzip", "br", "x")),
          Map.entry(
              "Content-Type",
              List.of("", "json", "application/json; charset=utf-99", "a/b; c=\"", "*/*", LONG)),
          Map.entry(
              "traceparent",
              List.of(
                  "00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-00",
                  "ff-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01",
                  "00-" + "A".repeat(32) + "-" + "b".repeat(16) + "-01",
                  "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-zz",
                  "00-a-b-01",
                  "-".repeat(60),
                  LONG)),
          Map.entry("tracestate", List.of("=", "a=b=c,,,", LONG)),
          Map.entry("X-Request-Id", List.of("", "a b", "<script>", "x".repeat(129))),
          Map.entry(
              "Authorization",
              List.of(
                  "",
                  "Bearer",
                  "Bearer " + LONG,
                  "Bearer a b c",
                  "Basic !!!",
                  "Digest username=\"",
                  "AWS4-HMAC-SHA256",
                  KEY,
                  KEY + "SignedHeaders=host, Signature=",
                  KEY + "SignedHeaders=;;;, Signature=" + "0".repeat(64),
                  "AWS4-HMAC-SHA256 Credential=////, SignedHeaders=host, Signature=zz",
                  "AWS4-HMAC-SHA256 Credential=,=,=,")),
          Map.entry("X-Amz-Date", List.of("", "yesterday", "20260231T250000Z")),
          Map.entry("X-Amz-Content-Sha256", List.of("", "UNSIGNED", "STREAMING-AWS4-HMAC-SHA256")),
          Map.entry("Origin", List.of("null", "http://[", "file://")),
          Map.entry("Last-Event-ID", List.of("-1", "", "9".repeat(30))),
          Map.entry("Cookie", List.of("=;=;=", LONG)));

  private Headers() {}

  /** One to three wrong ones; now and then very many, or very long ones. */
  public static List<Line> of(long seed) {
    var lines = new ArrayList<Line>();
    var count = 1 + below(draw(seed, 0), MOST_AT_ONCE);
    for (int i = 0; i < count; i++) {
      var header = WRONG.get((int) below(draw(seed, 1, i), WRONG.size()));
      var values = header.getValue();
      lines.add(
          new Line(header.getKey(), values.get((int) below(draw(seed, 2, i), values.size()))));
    }
    switch ((int) below(draw(seed, 3), 8)) {
      case 0 -> many(lines, 60 + (int) below(draw(seed, 4), 200));
      case 1 -> lines.add(new Line("X-Long", "y".repeat(1 << below(draw(seed, 4), 18))));
      default -> {}
    }
    return lines;
  }

  private static void many(List<Line> lines, int count) {
    for (int i = 0; i < count; i++) {
      lines.add(new Line("X-Many-" + i, "y"));
    }
  }

  /** True when one of them says how long an answer may take, so that nobody else can say it. */
  public static boolean haveDeadline(List<Line> lines) {
    return lines.stream().anyMatch(line -> line.name().equals("Sheaf-Deadline"));
  }
}
