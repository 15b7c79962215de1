package dev.sheaf.http.route;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.scaladsl.model.EntityStreamSizeException;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request on its way to an answer: its names, parameters, headers and body. */
public final class Exchange implements Asked {
  /** How long a client may take to send its body. */
  private static final long BODY_WAIT_MILLIS = 30_000;

  private final ActorSystem<?> system;
  private final HttpRequest request;
  private final Connection connection;
  private final Endpoint endpoint;
  private final Map<String, String> path;
  private boolean bodyTaken;

  Exchange(
      ActorSystem<?> system,
      HttpRequest request,
      Connection connection,
      Router.Match.Found<Endpoint> found) {
    this.system = system;
    this.request = request;
    this.connection = connection;
    this.endpoint = found.endpoint();
    this.path = found.path();
  }

  /** The connection it came by. */
  public Connection connection() {
    return connection;
  }

  /** The path that was asked for. */
  public String instance() {
    return request.getUri().path();
  }

  @Override
  public String path(String name) {
    return Objects.requireNonNull(path.get(name), name);
  }

  @Override
  public Optional<String> query(String name) {
    return request.getUri().query().get(name);
  }

  /** A query parameter that is a whole number. */
  public long queryLong(String name, long least, long most, long fallback) {
    return query(name).map(text -> Numbers.parse(name, text, least, most)).orElse(fallback);
  }

  @Override
  public Optional<String> header(String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }

  /** The body's fields; it must be JSON and may have only the properties {@code known}. */
  public Fields fields(List<String> known) {
    if (!request.entity().getContentType().mediaType().toString().equals("application/json")) {
      throw Problem.of(
              ProblemCode.NOT_JSON,
              "the body's type must be application/json but was "
                  + request.entity().getContentType())
          .exception();
    }
    return new Fields(Json.read(body()), known);
  }

  /** The body, of one of these types; a problem that names them when it is of another. */
  public Body body(List<String> types) {
    var type = request.entity().getContentType().mediaType().toString();
    if (!types.contains(type)) {
      throw Problem.of(
              ProblemCode.WRONG_TYPE,
              "the body's type must be one of %s but was %s"
                  .formatted(String.join(", ", types), type))
          .exception();
    }
    return new Body(type, body());
  }

  /** The body, whatever it says it is. */
  public byte[] bytes() {
    return body();
  }

  /** How many bytes the body has, or may have where it does not say. */
  public long mostBodyBytes() {
    return Math.min(
        endpoint.maxBodyBytes(),
        request.entity().getContentLengthOption().orElse(endpoint.maxBodyBytes()));
  }

  /** A body, and what it says it is. */
  public record Body(String type, @SuppressWarnings("ArrayRecordComponent") byte[] bytes) {}

  /**
   * Reads what nobody has asked for of the body: Akka closes the connection of a client that is
   * answered before it has sent all.
   */
  void drain() {
    if (!bodyTaken && !request.entity().isStrict()) {
      try {
        body();
      } catch (ProblemException tooMuch) {
        // It is answered all the same, and its connection closed.
      }
    }
  }

  private byte[] body() {
    bodyTaken = true;
    try {
      var strict =
          request
              .entity()
              .withSizeLimit(endpoint.maxBodyBytes())
              .toStrict(BODY_WAIT_MILLIS, Long.MAX_VALUE, system);
      return strict.toCompletableFuture().get().getData().toArrayUnsafe();
    } catch (ExecutionException failed) {
      throw refusal(failed.getCause()).exception();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Problem.of(ProblemCode.UNAVAILABLE, "the node is stopping").exception();
    }
  }

  private Problem refusal(@Nullable Throwable cause) {
    return switch (cause) {
      case EntityStreamSizeException large ->
          Problem.of(
              ProblemCode.BODY_TOO_LARGE,
              "the body must have at most " + endpoint.maxBodyBytes() + " bytes");
      case TimeoutException slow ->
          Problem.of(
              ProblemCode.SLOW_BODY,
              "the body must come within " + BODY_WAIT_MILLIS + " ms but did not");
      case null, default ->
          Problem.of(ProblemCode.MALFORMED_REQUEST, "the body could not be read to its end");
    };
  }
}
