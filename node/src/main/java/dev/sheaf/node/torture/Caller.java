package dev.sheaf.node.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sheaf.node.torture.Gateways.Gateway;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Sends requests as any client does, counts what comes of them, and tells the checker of answers
 * that nobody may get: late ones, and 5xx other than a wish to come again.
 */
final class Caller {
  /** A machine with two cores starts three JVMs meanwhile: late is what nothing else explains. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final Set<Integer> COME_AGAIN = Set.of(429, 503);
  private static final int SERVER_ERROR = 500;
  private static final int NO_SPACE = 507;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Gateways gateways;
  private final Checker checker;
  private final Tally tally;

  Caller(Gateways gateways, Checker checker, Tally tally) {
    this.gateways = gateways;
    this.checker = checker;
    this.tally = tally;
  }

  Gateways gateways() {
    return gateways;
  }

  Checker checker() {
    return checker;
  }

  Tally tally() {
    return tally;
  }

  /** An answer, unless there was none, or it was to come again. */
  Optional<HttpResponse<byte[]>> ask(Gateway to, HttpRequest.Builder request, long deadlineMillis)
      throws InterruptedException {
    return send(
        to, request.setHeader("Sheaf-Deadline", Long.toString(deadlineMillis)), deadlineMillis);
  }

  /** The same for a request that says itself, rightly or not, how long it may take. */
  Optional<HttpResponse<byte[]>> send(Gateway to, HttpRequest.Builder request, long withinMillis)
      throws InterruptedException {
    var excused = gateways.isExcused(to);
    var built = request.timeout(Duration.ofMillis(withinMillis).plus(GRACE)).build();
    tally.request();
    try {
      var reply = http.send(built, BodyHandlers.ofByteArray());
      if (COME_AGAIN.contains(reply.statusCode())) {
        tally.error("answer " + reply.statusCode());
        return Optional.empty();
      }
      if (reply.statusCode() >= SERVER_ERROR) {
        fails(to, reply.statusCode(), what(built) + ": " + new String(reply.body(), UTF_8));
        return Optional.empty();
      }
      return Optional.of(reply);
    } catch (HttpTimeoutException late) {
      tally.error("no answer in time");
      if (!excused) {
        late(to, what(built) + ": " + late.getMessage());
      }
    } catch (IOException broken) {
      tally.error("connection broken");
    }
    return Optional.empty();
  }

  /** A node that has not answered in time, unless something is being done to it. */
  void late(Gateway to, String what) {
    if (!gateways.isExcused(to)) {
      checker.breaks(Promise.LATE, what);
    }
  }

  /** A status has come to somebody who reads no more than that. */
  void answered(Gateway to, int status, String what) {
    if (COME_AGAIN.contains(status)) {
      tally.error("answer " + status);
    } else if (status >= SERVER_ERROR) {
      fails(to, status, what);
    }
  }

  private void fails(Gateway to, int status, String what) {
    tally.error("answer " + status);
    if (status != NO_SPACE || !gateways.mayLackSpace(to)) {
      checker.breaks(Promise.SERVER_ERRORS, status + " to " + what);
    }
  }

  static String what(HttpRequest request) {
    return request.method() + " " + request.uri();
  }
}
