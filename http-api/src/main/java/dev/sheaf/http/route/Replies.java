package dev.sheaf.http.route;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.reading.RequestId;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import java.util.Map;

/** Makes answers. */
public final class Replies {
  /** The type of a problem document. */
  public static final ContentType PROBLEM = json("problem+json");

  private Replies() {}

  /** A type of JSON, {@code application/} and {@code subtype}. */
  public static ContentType json(String subtype) {
    return MediaTypes.customWithFixedCharset(
            "application", subtype, HttpCharsets.UTF_8, Map.of(), false)
        .toContentType();
  }

  /** An answer without a body. */
  public static HttpResponse empty(int status) {
    return HttpResponse.create().withStatus(StatusCodes.get(status));
  }

  /** An answer of JSON. */
  public static HttpResponse json(int status, JsonNode body) {
    return bytes(status, ContentTypes.APPLICATION_JSON, Json.bytes(body));
  }

  /** An answer of bytes. */
  public static HttpResponse bytes(int status, ContentType type, byte[] body) {
    return empty(status).withEntity(HttpEntities.create(type, body));
  }

  /** An answer to HEAD: what it says of the bytes that it leaves out. */
  public static HttpResponse head(ContentType type, long sizeBytes) {
    return empty(200).withEntity(HttpEntities.create(type, sizeBytes, Source.<ByteString>empty()));
  }

  /** {@code reply} with a further header. */
  public static HttpResponse with(HttpResponse reply, String name, String value) {
    return reply.addHeader(RawHeader.create(name, value));
  }

  /** A problem, as it happened at the path {@code instance}. */
  public static HttpResponse problem(Problem problem, String instance) {
    var reply = bytes(problem.code().status(), PROBLEM, Json.bytes(document(problem, instance)));
    for (var header : problem.headers().entrySet()) {
      reply = with(reply, header.getKey(), header.getValue());
    }
    return reply;
  }

  /** The document that tells a problem. */
  public static ObjectNode document(Problem problem, String instance) {
    var document =
        Json.object()
            .put("type", "/problems/" + problem.code().code())
            .put("title", problem.code().title())
            .put("status", problem.code().status())
            .put("detail", problem.detail())
            .put("instance", instance)
            .put("code", problem.code().code())
            .put("hint", problem.hint());
    if (RequestId.current().isThere()) {
      document.put(RequestId.LOGGED, RequestId.current().text());
    }
    problem.extras().forEach((name, value) -> document.set(name, Json.tree(value)));
    return document;
  }
}
