package dev.sheaf.http.batch;

import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asked;
import dev.sheaf.http.route.Numbers;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.Preparation;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants its samples, by the query of its request, or by its job where that says
 * nothing.
 */
final class PreparationForm {
  /** The parameters of a request that wants prepared samples. */
  static final List<String> PARAMETERS = List.of("form", "size", "crop", "flip");

  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  private PreparationForm() {}

  /** What a request asks for. */
  sealed interface Wish {
    /** What the job says. */
    record AsTheJob() implements Wish {}

    /** The bytes as they are stored. */
    record Encoded() implements Wish {}

    /** A preparation. */
    record Prepared(Preparation how) implements Wish {}

    /** The preparation for a job; null for samples as they are stored. */
    default @Nullable Preparation of(JobSpec job) {
      return switch (this) {
        case AsTheJob asked -> job.prepare();
        case Encoded asked -> null;
        case Prepared(var how) -> how;
      };
    }
  }

  /** What is asked for. */
  static Wish of(Asked request) {
    return switch (request.query("form").orElse("")) {
      case "prepared" -> new Wish.Prepared(prepared(request));
      case "encoded" -> alone(request, new Wish.Encoded());
      case "" -> alone(request, new Wish.AsTheJob());
      case String other -> throw bad("form", "form must be encoded or prepared but was " + other);
    };
  }

  private static Wish alone(Asked request, Wish wish) {
    for (var name : PARAMETERS.subList(1, PARAMETERS.size())) {
      if (request.query(name).isPresent()) {
        throw bad(name, name + " is for form=prepared only");
      }
    }
    return wish;
  }

  private static Preparation prepared(Asked request) {
    var text = request.query("size").orElse("");
    var size = SIZE.matcher(text);
    if (!size.matches()) {
      throw bad("size", "size must be HEIGHTxWIDTH, two numbers, but was " + text);
    }
    return new Preparation(
        (int) Numbers.parse("size", size.group(1), 1, Preparation.MOST_SIDE),
        (int) Numbers.parse("size", size.group(2), 1, Preparation.MOST_SIDE),
        crop(request.query("crop").orElse("center")),
        flip(request.query("flip").orElse("false")));
  }

  private static Preparation.Crop crop(String text) {
    return switch (text) {
      case "center" -> Preparation.Crop.CENTER;
      case "random" -> Preparation.Crop.RANDOM;
      default -> throw bad("crop", "crop must be center or random but was " + text);
    };
  }

  private static boolean flip(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad("flip", "flip must be true or false but was " + text);
    };
  }

  private static RuntimeException bad(String field, String detail) {
    return Problem.of(ProblemCode.BAD_PARAMETER, detail).with("field", field).exception();
  }
}
