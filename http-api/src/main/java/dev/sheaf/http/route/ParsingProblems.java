package dev.sheaf.http.route;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import dev.sheaf.actors.reading.RequestId;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import java.util.Optional;

/** Answers what is not even HTTP: Akka HTTP calls it, by the name in {@code server.conf}. */
public final class ParsingProblems extends ParsingErrorHandler {
  /** How Akka finds the one instance, as if it were a Scala object. */
  @SuppressWarnings({"ConstantField", "checkstyle:ConstantName"})
  public static final ParsingProblems MODULE$ = new ParsingProblems();

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    var reply = Replies.problem(Problem.of(code(status.intValue()), error.summary()), "");
    return Replies.with(reply, RequestId.HEADER, RequestId.of(Optional.empty()).text());
  }

  private static ProblemCode code(int status) {
    return switch (status) {
      case 413 -> ProblemCode.BODY_TOO_LARGE;
      case 414 -> ProblemCode.URI_TOO_LONG;
      case 431 -> ProblemCode.HEADERS_TOO_LARGE;
      case 501 -> ProblemCode.METHOD_NOT_ALLOWED;
      default -> ProblemCode.MALFORMED_REQUEST;
    };
  }
}
