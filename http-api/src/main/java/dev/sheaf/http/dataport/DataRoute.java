package dev.sheaf.http.dataport;

import dev.sheaf.http.route.Addressed;
import java.util.List;

/**
 * One method of one route of the data port.
 *
 * @param handler what answers; runs on an event loop, so it must not wait: what has to wait for
 *     something gives {@link PortReply.Later}
 */
public record DataRoute(String method, String template, Handler handler, List<String> query)
    implements Addressed {
  /** A route that knows no query parameters. */
  public DataRoute(String method, String template, Handler handler) {
    this(method, template, handler, List.of());
  }

  /** Answers a request, or throws what the client is to be told instead. */
  @FunctionalInterface
  interface Handler {
    PortReply handle(PortRequest request) throws Exception;
  }
}
