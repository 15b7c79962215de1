package dev.sheaf.http.ephemeral;

import dev.sheaf.actors.ephemeral.EphemeralShelf;
import dev.sheaf.actors.ephemeral.EphemeralShelf.Keep;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.policies.ephemeral.EphemeralJob;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Which value a request means, and how long it is to stay. */
record ValueAddress(String job, String key, Keep keep, long keepSeconds) {
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._=-]{0,199}");
  private static final String RULE =
      "1 to 200 of a-z, A-Z, 0-9, dot, underscore, dash and =, beginning with a letter, digit or"
          + " underscore, without two dots in a row";
  private static final long WEEK_SECONDS = TimeUnit.DAYS.toSeconds(7);
  private static final long HOUR_SECONDS = TimeUnit.HOURS.toSeconds(1);

  static ValueAddress of(Exchange exchange) {
    var job = Names.inPath(exchange, "job");
    var key = exchange.path("key");
    if (!KEY.matcher(key).matches() || key.contains("..")) {
      var shown = key.length() <= 80 ? key : key.substring(0, 80) + "…";
      throw bad("key", RULE, shown);
    }
    var keep = exchange.query("keep").map(ValueAddress::keep).orElse(Keep.JOB);
    if (keep != Keep.AFTER_JOB && exchange.query("keepSeconds").isPresent()) {
      throw bad("keepSeconds", "left out unless keep is after-job", "given");
    }
    var seconds =
        keep == Keep.AFTER_JOB
            ? exchange.queryLong("keepSeconds", 1, WEEK_SECONDS, HOUR_SECONDS)
            : 0;
    return new ValueAddress(job, key, keep, seconds);
  }

  private static RuntimeException bad(String field, String rule, String value) {
    return Problem.of(
            ProblemCode.BAD_PARAMETER, "%s must be %s but was %s".formatted(field, rule, value))
        .with("field", field)
        .exception();
  }

  private static Keep keep(String text) {
    return Arrays.stream(Keep.values())
        .filter(each -> wireName(each).equals(text))
        .findFirst()
        .orElseThrow(() -> bad("keep", "one of job, read, after-job", text));
  }

  static String wireName(Keep keep) {
    return keep.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  EphemeralShelf.Id id(EphemeralJob of) {
    return new EphemeralShelf.Id(job, of.incarnation(), key);
  }

  long keepNanos() {
    return TimeUnit.SECONDS.toNanos(keepSeconds);
  }

  /** The address at another node. */
  String target(boolean withKeep) {
    var path = "/v1/ephemeral/%s/values/%s".formatted(job, key);
    if (!withKeep) {
      return path;
    }
    var seconds = keep == Keep.AFTER_JOB ? "&keepSeconds=" + keepSeconds : "";
    return path + "?keep=" + wireName(keep) + seconds;
  }
}
