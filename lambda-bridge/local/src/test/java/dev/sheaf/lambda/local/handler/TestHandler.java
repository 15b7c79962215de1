package dev.sheaf.lambda.local.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Does what its payload says, {@code "verb argument"}, and keeps what it did in static state. */
public final class TestHandler implements RequestStreamHandler {
  private static final List<byte[]> KEPT = new ArrayList<>();
  private static int calls;
  private static Socket home;

  public TestHandler() {
    if (System.getenv("FAIL_INIT") != null) {
      throw new IllegalStateException("no handler today");
    }
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    calls++;
    var text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\"", "");
    var space = text.indexOf(' ');
    var verb = space < 0 ? text : text.substring(0, space);
    var argument = space < 0 ? "" : text.substring(space + 1);
    switch (verb) {
      case "count" -> say(out, Integer.toString(calls));
      case "length" -> say(out, Integer.toString(text.length()));
      case "print" -> {
        System.out.println(argument);
        say(out, "\"printed\"");
      }
      case "env" -> say(out, "\"" + System.getenv(argument) + "\"");
      case "property" -> say(out, "\"" + System.getProperty(argument) + "\"");
      case "heap" -> say(out, Long.toString(Runtime.getRuntime().maxMemory()));
      case "throw" -> throw new IllegalArgumentException(argument);
      case "exit" -> Runtime.getRuntime().halt(Integer.parseInt(argument));
      case "sleep" -> pause(Long.parseLong(argument), out);
      case "fill" -> fill();
      case "big" -> say(out, "\"" + "x".repeat(Integer.parseInt(argument)) + "\"");
      case "disk" -> disk(Integer.parseInt(argument), out);
      case "dial" -> {
        home = new Socket(java.net.InetAddress.getLoopbackAddress(), Integer.parseInt(argument));
        say(out, "\"dialled\"");
      }
      case "send" -> {
        home.getOutputStream().write(new byte[Integer.parseInt(argument)]);
        say(out, "\"sent\"");
      }
      default -> throw new IllegalArgumentException("no verb " + verb);
    }
  }

  private static void pause(long millis, OutputStream out) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    say(out, "\"slept\"");
  }

  private static void fill() {
    while (true) {
      KEPT.add(new byte[1 << 20]);
    }
  }

  private static void disk(int bytes, OutputStream out) throws IOException {
    var file = Path.of(System.getProperty("java.io.tmpdir"), "written");
    try (var sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(bytes);
    }
    say(out, Long.toString(Files.size(file)));
  }

  private static void say(OutputStream out, String json) throws IOException {
    out.write(json.getBytes(StandardCharsets.UTF_8));
  }
}
