package dev.sheaf.http.problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is to be known of each problem, in Markdown. */
public final class ProblemPages {
  private static final String RESOURCE = "problems.md";

  private ProblemPages() {}

  /** All of them, as the documentation has it. */
  public static String all() {
    try (var in = ProblemPages.class.getResourceAsStream(RESOURCE)) {
      var bytes = Objects.requireNonNull(in, RESOURCE).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The section of one problem; empty where there is no problem of that name. */
  public static Optional<String> of(String code) {
    var section = Pattern.compile("(?ms)^## " + Pattern.quote(code) + "\\n.*?(?=^## |\\z)");
    var found = section.matcher(all());
    return found.find() ? Optional.of(found.group().strip() + "\n") : Optional.empty();
  }
}
