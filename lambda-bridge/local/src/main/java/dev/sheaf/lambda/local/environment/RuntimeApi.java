package dev.sheaf.lambda.local.environment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * What AWS's runtime interface client talks to: asks for the next call, and says what came of it.
 *
 * <p>One port serves all environments; each has a path that only it knows.
 *
 * <p><i>Source:</i> AWS Lambda developer guide, "Using the Lambda runtime API" (2026-11).
 */
public final class RuntimeApi implements AutoCloseable {
  private static final String VERSION = "/2018-06-01/runtime/";
  private static final int BACKLOG = 1024;

  private final HttpServer server;
  private final Map<String, Host> runtimes = new ConcurrentHashMap<>();

  /** An environment, as its process sees it. */
  interface Host {
    /** Waits for the next call; nothing when there will be none. */
    @Nullable Delivery next() throws InterruptedException;

    /** The call was answered; false when no such call is open. */
    boolean answered(String requestId, Payload payload);

    /** The call failed; false when no such call is open. */
    boolean failed(String requestId, Payload description);

    /** The answer is larger than may be; the client will still say that the call failed. */
    void tooLarge(String requestId);

    /** The function could not be started. */
    void initFailed(Payload description);
  }

  /** A call and what the client is told about it. */
  record Delivery(Invocation call, long deadlineMillis, String functionArn) {}

  /** Listens on a free port of the loopback. */
  public RuntimeApi() {
    try {
      var loopback = InetAddress.getLoopbackAddress();
      server = HttpServer.create(new InetSocketAddress(loopback, 0), BACKLOG);
      server.setExecutor(
          Executors.newThreadPerTaskExecutor(
              Thread.ofVirtual().name("lambda-runtime-", 0).factory()));
      server.createContext("/", this::handle);
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException("no port for the runtime API", e);
    }
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Serves an environment; what its process must be told as {@code AWS_LAMBDA_RUNTIME_API}. */
  String register(String secret, Host runtime) {
    runtimes.put(secret, runtime);
    return "%s:%d/%s".formatted(server.getAddress().getHostString(), port(), secret);
  }

  void unregister(String secret) {
    runtimes.remove(secret);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var slash = path.indexOf('/', 1);
      var runtime = slash < 0 ? null : runtimes.get(path.substring(1, slash));
      if (runtime == null || !path.startsWith(VERSION, slash)) {
        reply(
            exchange,
            404,
            "{\"errorType\":\"InvalidPath\",\"errorMessage\":\"no such environment\"}");
        return;
      }
      route(exchange, runtime, path.substring(slash + VERSION.length()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void route(HttpExchange exchange, Host runtime, String verb)
      throws IOException, InterruptedException {
    var parts = verb.split("/", -1);
    if (verb.equals("invocation/next")) {
      next(exchange, runtime);
    } else if (verb.equals("init/error")) {
      runtime.initFailed(body(exchange));
      reply(exchange, 202, "{\"status\":\"OK\"}");
    } else if (parts.length == 3 && parts[2].equals("error")) {
      accepted(exchange, runtime.failed(parts[1], body(exchange)));
    } else if (parts.length == 3 && parts[2].equals("response")) {
      var payload = body(exchange);
      if (payload.sizeBytes() > Failure.MOST_RESPONSE_BYTES) {
        runtime.tooLarge(parts[1]);
      } else {
        accepted(exchange, runtime.answered(parts[1], payload));
        return;
      }
      reply(
          exchange,
          413,
          "{\"errorType\":\"RequestEntityTooLarge\",\"errorMessage\":\"Exceeded maximum allowed payload size\"}");
    } else {
      reply(exchange, 404, "{\"errorType\":\"InvalidPath\",\"errorMessage\":\"no such route\"}");
    }
  }

  private static void next(HttpExchange exchange, Host runtime)
      throws IOException, InterruptedException {
    var delivery = runtime.next();
    if (delivery == null) {
      return;
    }
    var headers = exchange.getResponseHeaders();
    headers.set("Lambda-Runtime-Aws-Request-Id", delivery.call().requestId());
    headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(delivery.deadlineMillis()));
    headers.set("Lambda-Runtime-Invoked-Function-Arn", delivery.functionArn());
    var context = delivery.call().clientContext();
    if (context != null) {
      headers.set(
          "Lambda-Runtime-Client-Context",
          new String(java.util.Base64.getDecoder().decode(context), StandardCharsets.UTF_8));
    }
    reply(exchange, 200, delivery.call().payload().bytes());
  }

  private static void accepted(HttpExchange exchange, boolean known) throws IOException {
    if (known) {
      reply(exchange, 202, "{\"status\":\"OK\"}");
    } else {
      reply(
          exchange,
          400,
          "{\"errorType\":\"InvalidRequestID\",\"errorMessage\":\"no such call is open\"}");
    }
  }

  private static Payload body(HttpExchange exchange) throws IOException {
    return new Payload(exchange.getRequestBody().readAllBytes());
  }

  private static void reply(HttpExchange exchange, int status, String json) throws IOException {
    reply(exchange, status, json.getBytes(StandardCharsets.UTF_8));
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    if (server.getExecutor() instanceof java.util.concurrent.ExecutorService threads) {
      threads.shutdownNow();
    }
  }
}
