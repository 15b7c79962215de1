package dev.sheaf.http.route;

import akka.http.javadsl.model.HttpResponse;
import java.util.List;

/**
 * One method of one route.
 *
 * @param method GET, HEAD, PUT, POST, PATCH or DELETE
 * @param template the path, with names in braces: {@code /v1/jobs/{job}}
 * @param query the query parameters it knows
 * @param maxBodyBytes how long a body may be
 * @param handler what answers; runs on a virtual thread and may block
 */
public record Endpoint(
    String method, String template, List<String> query, long maxBodyBytes, Handler handler)
    implements Addressed {
  private static final long DEFAULT_BODY_BYTES = 1 << 20;

  /** Answers an exchange, or throws what the client is to be told instead. */
  @FunctionalInterface
  public interface Handler {
    /** The answer. */
    HttpResponse handle(Exchange exchange) throws Exception;
  }

  /** An endpoint that owns its list. */
  public Endpoint {
    query = List.copyOf(query);
  }

  /** Reads. */
  public static Endpoint get(String template, Handler handler) {
    return of("GET", template, handler);
  }

  /** Says what reading would give, where that differs from leaving out what it gives. */
  public static Endpoint head(String template, Handler handler) {
    return of("HEAD", template, handler);
  }

  /** Makes or replaces what has this address. */
  public static Endpoint put(String template, Handler handler) {
    return of("PUT", template, handler);
  }

  /** Makes something or has something done. */
  public static Endpoint post(String template, Handler handler) {
    return of("POST", template, handler);
  }

  /** Changes a part. */
  public static Endpoint patch(String template, Handler handler) {
    return of("PATCH", template, handler);
  }

  /** Ends or forgets. */
  public static Endpoint delete(String template, Handler handler) {
    return of("DELETE", template, handler);
  }

  private static Endpoint of(String method, String template, Handler handler) {
    return new Endpoint(method, template, List.of(), DEFAULT_BODY_BYTES, handler);
  }

  /** This endpoint, with query parameters. */
  public Endpoint query(String... names) {
    return new Endpoint(method, template, List.of(names), maxBodyBytes, handler);
  }

  /** This endpoint, with another limit for its body. */
  public Endpoint maxBody(long bytes) {
    return new Endpoint(method, template, query, bytes, handler);
  }
}
