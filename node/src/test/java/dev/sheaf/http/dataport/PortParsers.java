package dev.sheaf.http.dataport;

import static dev.sheaf.node.fuzz.Seeds.text;
import static dev.sheaf.node.fuzz.Seeds.texts;

import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.node.fuzz.Target;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What the data port reads of a request, and what a peer reads of its answer. */
public final class PortParsers {
  private static final int MOST_LINE = 8192;

  private PortParsers() {}

  /** The targets. */
  public static List<Target> all() {
    return List.of(
        new Target(
            "port-request",
            texts(
                "/v1/datasets/files/versions/"
                    + "0a".repeat(32)
                    + "/samples?form=prepared&size=8x8&crop=random\n"
                    + "{\"ids\": [1, 2, 3], \"reach\": \"node\", \"grain\": \"package\","
                    + " \"batch\": {\"job\": \"j\", \"generation\": 1}}"),
            PortParsers::request,
            List.of(ProblemException.class, IllegalArgumentException.class)),
        new Target(
            "chunked-body",
            texts("4\r\nabcd\r\n2;x=y\r\nef\r\n0\r\n\r\n"),
            input -> chunked(new ByteArrayInputStream(input)),
            List.of(IOException.class)));
  }

  private static void request(byte[] input) {
    var parts = Arrays.copyOf(text(input).split("\n", 2), 2);
    var body = parts[1] == null ? new byte[0] : parts[1].getBytes(StandardCharsets.UTF_8);
    var sent =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, parts[0], Unpooled.wrappedBuffer(body));
    sent.headers().set("Content-Type", "application/json");
    var request = PortRequest.of(sent);
    request.segments();
    request.queryNames();
    var fields = request.fields(List.of("ids", "form", "reach", "grain", "batch"));
    fields.integers("ids", DataPortRoutes.MAX_IDS, 0, 1000);
    fields.inner("batch", List.of("job", "generation")).check();
    fields.check();
  }

  private static void chunked(InputStream in) throws IOException {
    new ChunkedBody(in, () -> line(in)).transferTo(OutputStream.nullOutputStream());
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() == MOST_LINE) {
        throw new EOFException("a line without an end");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }
}
