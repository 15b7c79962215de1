package dev.sheaf.node.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sheaf.node.torture.Gateways.Gateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks one gateway after the other until one answers; a refusal is an answer, and is told to the
 * checker.
 */
final class GatewayTour {
  private static final long DEADLINE_MILLIS = 5_000;
  private static final long AGAIN_MILLIS = 1_000;

  /** A gateway that did not answer, or told to come again, is not asked sooner. */
  private static final long PAUSE_MILLIS = 50;

  private static final String INCOMPLETE = "batch-incomplete";

  private final Caller caller;
  private final String consumer;
  private int gateway;

  /**
   * A tour of the gateways that {@code caller} knows.
   *
   * @param consumer as whom it asks
   * @param first which gateway is asked first
   */
  GatewayTour(Caller caller, String consumer, int first) {
    this.caller = caller;
    this.consumer = consumer;
    this.gateway = first;
  }

  /** The first answer that is not a wish to come again. */
  HttpResponse<byte[]> answered(String path, HttpRequest.Builder request)
      throws InterruptedException {
    while (true) {
      var all = caller.gateways().now();
      if (!all.isEmpty()) {
        var to = all.get(gateway % all.size());
        var reply = caller.ask(to, addressed(request, to, path), DEADLINE_MILLIS);
        if (reply.isPresent()) {
          tellRefusal(reply.get());
          return reply.get();
        }
        gateway++;
      }
      pause();
    }
  }

  /** What the gateway after the present one answers at once, if there is one and it does. */
  Optional<HttpResponse<byte[]>> another(String path) throws InterruptedException {
    var all = caller.gateways().now();
    if (all.size() < 2) {
      return Optional.empty();
    }
    var to = all.get((gateway + 1) % all.size());
    return caller.ask(to, addressed(HttpRequest.newBuilder().GET(), to, path), AGAIN_MILLIS);
  }

  private HttpRequest.Builder addressed(HttpRequest.Builder request, Gateway to, String path) {
    return request.copy().uri(to.api().resolve(path)).setHeader("Sheaf-Consumer", consumer);
  }

  /**
   * A gateway that was asked again had not all samples of a batch, and wants to be asked for it.
   */
  static boolean isIncomplete(HttpResponse<byte[]> reply) {
    return reply.statusCode() == 409 && new String(reply.body(), UTF_8).contains(INCOMPLETE);
  }

  private void tellRefusal(HttpResponse<byte[]> reply) {
    if (reply.statusCode() / 100 != 2 && !isIncomplete(reply)) {
      caller
          .checker()
          .breaks(
              Promise.REFUSED,
              Caller.what(reply.request())
                  + ": "
                  + reply.statusCode()
                  + " "
                  + new String(reply.body(), UTF_8));
    }
  }

  static void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
  }
}
