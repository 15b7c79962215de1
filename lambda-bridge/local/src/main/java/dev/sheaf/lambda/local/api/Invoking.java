package dev.sheaf.lambda.local.api;

import dev.sheaf.lambda.local.environment.Failure;
import dev.sheaf.lambda.local.environment.Invocation;
import dev.sheaf.lambda.local.environment.Payload;
import dev.sheaf.lambda.local.fleet.Events;
import dev.sheaf.lambda.local.fleet.Fleet;
import dev.sheaf.lambda.local.fleet.Reply;
import dev.sheaf.lambda.local.function.FunctionConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Invoke: waits for the function, queues an event, or only checks that it could be called. */
public final class Invoking {
  /** AWS Lambda quotas (2026-11): invocation payload, asynchronous. */
  private static final int MOST_EVENT_BYTES = 1024 * 1024;

  private final Fleet fleet;
  private final Events events;

  /** Calls go to this fleet. */
  public Invoking(Fleet fleet, Events events) {
    this.fleet = fleet;
    this.events = events;
  }

  Response invoke(FunctionConfig function, Request request) throws InterruptedException {
    var type = request.header("X-Amz-Invocation-Type");
    return switch (type == null ? "RequestResponse" : type) {
      case "DryRun" -> Response.empty(204);
      case "Event" -> event(function, call(request, MOST_EVENT_BYTES));
      case "RequestResponse" ->
          waited(function, call(request, Failure.MOST_REQUEST_BYTES), request);
      default ->
          throw ApiError.invalid(
              "InvocationType must be RequestResponse, Event or DryRun but was \"%s\""
                  .formatted(type));
    };
  }

  private static Invocation call(Request request, int mostBytes) {
    var payload = request.body();
    if (payload.length > mostBytes) {
      throw ApiError.tooLarge(mostBytes);
    }
    var context = request.header("X-Amz-Client-Context");
    try {
      return Invocation.of(
          payload.length == 0 ? Payload.of("{}") : new Payload(payload),
          context == null
              ? null
              : Base64.getEncoder().encodeToString(Base64.getDecoder().decode(context)));
    } catch (IllegalArgumentException e) {
      throw ApiError.invalid("ClientContext must be Base64");
    }
  }

  private Response event(FunctionConfig function, Invocation call) {
    if (!events.offer(function, call)) {
      throw ApiError.throttled("CallerRateLimitExceeded", 1);
    }
    return Response.empty(202).with("x-amzn-RequestId", call.requestId());
  }

  private Response waited(FunctionConfig function, Invocation call, Request request)
      throws InterruptedException {
    return switch (fleet.call(function, call)) {
      case Reply.Throttled throttled ->
          throw ApiError.throttled(throttled.reason(), throttled.retryAfterSeconds());
      case Reply.Ran ran -> ran(ran, "Tail".equals(request.header("X-Amz-Log-Type")));
    };
  }

  private static Response ran(Reply.Ran ran, boolean tail) {
    var answer = ran.answer();
    var response =
        new Response(200, answer.payload().bytes())
            .with("x-amzn-RequestId", ran.requestId())
            .with("X-Amz-Executed-Version", "$LATEST");
    if (answer.failed()) {
      response.with("X-Amz-Function-Error", "Unhandled");
    }
    if (tail) {
      response.with(
          "X-Amz-Log-Result",
          Base64.getEncoder().encodeToString(answer.log().getBytes(StandardCharsets.UTF_8)));
    }
    return response;
  }
}
