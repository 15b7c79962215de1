package dev.sheaf.http.problem;

import dev.sheaf.policies.vocabulary.NearestName;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One occurrence of a problem.
 *
 * @param code which problem it is
 * @param detail what happened, naming the value and the rule
 * @param hint what to do about it
 * @param extras further members of the problem document, in order
 * @param retryAfter when it is worth trying again; zero when it is not
 */
public record Problem(
    ProblemCode code, String detail, String hint, Map<String, Object> extras, Duration retryAfter) {

  /** A problem that owns its extras. */
  public Problem {
    extras = new LinkedHashMap<>(extras);
  }

  /** A problem with the hint of its code. */
  public static Problem of(ProblemCode code, String detail) {
    return new Problem(code, detail, code.hint(), Map.of(), Duration.ZERO);
  }

  /** {@code Did you mean X?} with a blank before it; nothing when no candidate is near. */
  public static String didYouMean(String given, Collection<String> candidates) {
    return NearestName.of(given, candidates).map(name -> " Did you mean " + name + "?").orElse("");
  }

  /** This problem with a hint of its own. */
  public Problem hint(String better) {
    return new Problem(code, detail, better, extras, retryAfter);
  }

  /** This problem with a further member. */
  public Problem with(String name, Object value) {
    var more = new LinkedHashMap<>(extras);
    more.put(name, value);
    return new Problem(code, detail, hint, more, retryAfter);
  }

  /** This problem, worth another try after {@code wait}. */
  public Problem retryAfter(Duration wait) {
    return new Problem(code, detail, hint, extras, wait);
  }

  /** This problem, worth another try after {@code waitNanos}. */
  public Problem retryAfterNanos(long waitNanos) {
    return retryAfter(Duration.ofNanos(Math.max(1, waitNanos)));
  }

  /** This problem as an exception. */
  public ProblemException exception() {
    return new ProblemException(this);
  }

  /**
   * True when the node or its door turned the request away, and {@code sheaf_rejected_total} counts
   * it.
   */
  public boolean isCounted() {
    return switch (code) {
      case OVERLOADED, UNAVAILABLE, UNAUTHENTICATED, OVER_SHARE, FALLING_BEHIND -> true;
      default -> false;
    };
  }

  /** The headers that go with it. */
  public Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    if (retryAfterSeconds() > 0) {
      headers.put("Retry-After", Long.toString(retryAfterSeconds()));
    }
    if (code == ProblemCode.UNAUTHENTICATED) {
      headers.put("WWW-Authenticate", "Bearer realm=\"sheaf\"");
    }
    return headers;
  }

  /** Seconds for the header {@code Retry-After}, rounded up; 0 when there is to be none. */
  public long retryAfterSeconds() {
    return retryAfter.plusNanos(999_999_999).toSeconds();
  }
}
