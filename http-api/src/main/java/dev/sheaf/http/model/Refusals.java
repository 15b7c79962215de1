package dev.sheaf.http.model;

import dev.sheaf.actors.model.Prediction;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import java.time.Duration;

/** Why a model does not answer, as a problem. */
final class Refusals {
  private static final Duration SOON = Duration.ofSeconds(2);

  private Refusals() {}

  static Problem of(Prediction not) {
    return switch (not) {
      case Prediction.Predicted answer ->
          throw new IllegalStateException("an answer is no refusal");
      case Prediction.Undecodable(int image) ->
          Problem.of(
                  ProblemCode.INVALID_FIELD,
                  "images[%d] must be a JPEG, PNG or other image that can be decoded"
                      .formatted(image))
              .with("field", "images[" + image + "]");
      case Prediction.NoSuchModel(String name) -> unknown(name);
      case Prediction.Full(String reason) ->
          Problem.of(ProblemCode.QUEUE_FULL, reason).retryAfter(SOON);
      case Prediction.TooLarge(String reason) -> Problem.of(ProblemCode.MODEL_TOO_LARGE, reason);
      case Prediction.Unavailable(String reason) ->
          Problem.of(ProblemCode.UNAVAILABLE, reason).retryAfter(SOON);
    };
  }

  static Problem unknown(String name) {
    return Problem.of(ProblemCode.UNKNOWN_MODEL, "there is no model " + name);
  }
}
