package dev.sheaf.lambda.local.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sheaf.lambda.local.function.BadDeployment;
import dev.sheaf.wire.signature.Signature;
import dev.sheaf.wire.signature.SignedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port that the SDK talks to: believes, routes, answers. */
public final class ServiceApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceApi.class);

  /** A zip of 50 MB in Base64, and the JSON around it. */
  private static final int MOST_BODY_BYTES = 70 << 20;

  private static final int BACKLOG = 1024;

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("lambda-api-", 0).factory());
  private final Gate gate;
  private final Deploying deploying;
  private final Invoking invoking;

  /** Listens on this port of the loopback; 0 takes a free one. */
  public ServiceApi(int port, Gate gate, Deploying deploying, Invoking invoking) {
    this.gate = gate;
    this.deploying = deploying;
    this.invoking = invoking;
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (IOException e) {
      threads.close();
      throw new UncheckedIOException("the local Lambda cannot listen on port " + port, e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      write(exchange, answered(exchange));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Response answered(HttpExchange exchange) throws IOException, InterruptedException {
    try {
      return routed(believed(exchange));
    } catch (ApiError e) {
      return Response.error(e);
    } catch (BadDeployment e) {
      return Response.error(ApiError.invalid(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.warn("{} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
      return Response.error(new ApiError(500, "ServiceException", e.toString()));
    }
  }

  private Request believed(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES + 1);
    if (body.length > MOST_BODY_BYTES) {
      throw ApiError.tooLarge(MOST_BODY_BYTES);
    }
    var uri = exchange.getRequestURI();
    var query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    var signed =
        new SignedRequest(
            exchange.getRequestMethod(),
            uri.getRawPath(),
            query,
            exchange.getRequestHeaders(),
            Signature.sha256(body));
    var caller = gate.believed(signed);
    var request =
        new Request(
            exchange.getRequestMethod(),
            uri.getRawPath(),
            query,
            exchange.getRequestHeaders(),
            body);
    gate.permitted(caller, request, deploying.arnPrefix());
    return request;
  }

  private Response routed(Request request) throws InterruptedException {
    return switch (request.route()) {
      case "POST 2015-03-31/functions/*/invocations" ->
          invoking.invoke(deploying.existing(request.functionName()), request);
      case "POST 2015-03-31/functions" -> deploying.create(request);
      case "GET 2015-03-31/functions" -> deploying.list(request);
      case "GET 2015-03-31/functions/*" -> deploying.get(request.functionName());
      case "DELETE 2015-03-31/functions/*" -> deploying.delete(request.functionName());
      case "GET 2015-03-31/functions/*/configuration" ->
          deploying.configuration(request.functionName());
      case "PUT 2015-03-31/functions/*/configuration" ->
          deploying.updateConfiguration(request.functionName(), request);
      case "PUT 2015-03-31/functions/*/code" ->
          deploying.updateCode(request.functionName(), request);
      case "PUT 2017-10-31/functions/*/concurrency" ->
          deploying.reserve(request.functionName(), request);
      case "DELETE 2017-10-31/functions/*/concurrency" -> deploying.release(request.functionName());
      case "GET 2019-09-30/functions/*/concurrency" -> deploying.reserved(request.functionName());
      case "GET 2016-08-19/account-settings" -> deploying.account();
      default ->
          throw new ApiError(
              404, "UnknownOperationException", "this Lambda has no route " + request.route());
    };
  }

  private static void write(HttpExchange exchange, Response response) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("x-amzn-RequestId", UUID.randomUUID().toString());
    headers.set("Content-Type", "application/json");
    response.headers().forEach(headers::set);
    var body = response.body();
    exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
