package dev.sheaf.http.s3;

import akka.http.javadsl.model.HttpRequest;
import dev.sheaf.wire.signature.Signature;
import dev.sheaf.wire.signature.SignedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request to the gateway. Its path is decoded once: a key is what it is, with its dots, doubled
 * slashes, blanks and plus signs.
 *
 * @param bucket empty when no bucket is named
 * @param key empty when the bucket itself is meant
 * @param parameters of the query, decoded
 * @param wire as it was sent, for its signature
 */
record S3Request(
    String method, String bucket, String key, Map<String, String> parameters, SignedRequest wire) {
  /** Where the gateway begins. */
  static final String ROOT = "/s3";

  private static final int MOST_KEY_BYTES = 1024;

  /** The path of a request's target, as it was sent. */
  static String pathOf(String target) {
    var question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  /** Whether a path, as it was sent, is the gateway's. */
  static boolean isBelow(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  /** Reads a request; {@code target} is its path and query, as they were sent. */
  static S3Request of(HttpRequest request, String target) {
    var path = pathOf(target);
    var query = path.length() == target.length() ? "" : target.substring(path.length() + 1);
    var below = path.length() <= ROOT.length() ? "" : path.substring(ROOT.length() + 1);
    var slash = below.indexOf('/');
    var key = slash < 0 ? "" : Percent.decode(below.substring(slash + 1));
    if (key.getBytes(StandardCharsets.UTF_8).length > MOST_KEY_BYTES) {
      throw new S3Exception(S3Error.KEY_TOO_LONG, "Your key is too long")
          .with("MaxSizeAllowed", Integer.toString(MOST_KEY_BYTES));
    }
    var method = request.method().name();
    return new S3Request(
        method,
        Percent.decode(slash < 0 ? below : below.substring(0, slash)),
        key,
        Percent.parameters(query),
        new SignedRequest(method, path, query, headers(request), Signature.OF_NOTHING));
  }

  private static Map<String, List<String>> headers(HttpRequest request) {
    var headers = new TreeMap<String, List<String>>();
    request
        .getHeaders()
        .forEach(header ->
            headers
                .computeIfAbsent(header.lowercaseName(), absent -> new ArrayList<>())
                .add(header.value()));
    var type = request.entity().getContentType().toString();
    if (!type.equals("none/none")) {
      headers.putIfAbsent("content-type", List.of(type));
    }
    return headers;
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  /** The first value of a header. */
  Optional<String> header(String name) {
    return Optional.ofNullable(wire.header(name));
  }

  /** A parameter of the query. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
