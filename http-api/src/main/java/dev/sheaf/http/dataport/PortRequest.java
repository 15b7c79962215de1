package dev.sheaf.http.dataport;

import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asked;
import dev.sheaf.http.route.Connection;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request to the data port, whole. */
final class PortRequest implements Asked {
  private final String method;
  private final String uri;
  private final HttpHeaders headers;
  private final byte[] body;
  private final boolean keepAlive;
  private final @Nullable Problem refused;
  private Map<String, String> names = Map.of();
  private @Nullable Connection connection;
  private boolean showedItself = true;

  private PortRequest(FullHttpRequest request, byte[] body, @Nullable Problem refused) {
    this.method = request.method().name();
    this.uri = request.uri();
    this.headers = request.headers();
    this.body = body;
    this.keepAlive = HttpUtil.isKeepAlive(request);
    this.refused = refused;
  }

  /** A request with its body in memory of its own. */
  static PortRequest of(FullHttpRequest request) {
    var body = new byte[request.content().readableBytes()];
    request.content().readBytes(body);
    return new PortRequest(request, body, null);
  }

  /** A request that was refused before it was read. */
  static PortRequest refused(FullHttpRequest request, Problem why) {
    return new PortRequest(request, new byte[0], why);
  }

  /** Why it must not be handled, if so. */
  Optional<Problem> refusal() {
    return Optional.ofNullable(refused);
  }

  String method() {
    return method;
  }

  /** True when the connection is to be kept after the reply. */
  boolean keepAlive() {
    return keepAlive;
  }

  /** The path, as it was sent. */
  String path() {
    return new QueryStringDecoder(uri).rawPath();
  }

  /** The path's parts, decoded; an {@link IllegalArgumentException} when that cannot be done. */
  List<String> segments() {
    var path = new QueryStringDecoder(uri).path();
    return List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
  }

  /** The names of the query's parameters; a problem when it cannot be decoded. */
  List<String> queryNames() {
    try {
      return List.copyOf(new QueryStringDecoder(uri).parameters().keySet());
    } catch (IllegalArgumentException malformed) {
      throw Problem.of(ProblemCode.BAD_PARAMETER, "the query is not well-formed").exception();
    }
  }

  /** The connection that it came by, from now on. */
  void by(Connection whichConnection) {
    connection = whichConnection;
  }

  /** Says whether its connection showed a certificate of the cluster, where one is asked for. */
  void by(boolean certified) {
    showedItself = certified;
  }

  /** True unless its connection should have shown a certificate of the cluster and did not. */
  boolean showedItself() {
    return showedItself;
  }

  /** The connection that it came by. */
  Connection connection() {
    return Objects.requireNonNull(connection, "a request comes by a connection");
  }

  /** What stands in the places of the template's names, from now on. */
  void named(Map<String, String> places) {
    names = places;
  }

  @Override
  public String path(String name) {
    return Objects.requireNonNull(names.get(name), name);
  }

  @Override
  public Optional<String> query(String name) {
    var values = new QueryStringDecoder(uri).parameters().get(name);
    return values == null ? Optional.empty() : Optional.of(values.getFirst());
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  int bodyBytes() {
    return body.length;
  }

  /** The body's fields; it must be JSON and may have only the properties {@code known}. */
  Fields fields(List<String> known) {
    var type = header(HttpHeaderNames.CONTENT_TYPE.toString()).orElse("none");
    var semicolon = type.indexOf(';');
    if (!(semicolon < 0 ? type : type.substring(0, semicolon))
        .strip()
        .equalsIgnoreCase("application/json")) {
      throw Problem.of(
              ProblemCode.NOT_JSON, "the body's type must be application/json but was " + type)
          .exception();
    }
    return new Fields(Json.read(body), known);
  }
}
