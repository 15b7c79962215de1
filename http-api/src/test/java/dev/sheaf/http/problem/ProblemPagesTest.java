package dev.sheaf.http.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ProblemPagesTest {
  @Test
  void everyProblemHasASectionThatBeginsWithItsStatus() {
    for (var code : ProblemCode.values()) {
      var section = ProblemPages.of(code.code()).orElse("none");
      assertTrue(section.startsWith("## %s\n%d. ".formatted(code.code(), code.status())), section);
    }
  }

  @Test
  void thereAreNoOthers() {
    var headings =
        Pattern.compile("(?m)^## (.+)$")
            .matcher(ProblemPages.all())
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    var codes =
        Arrays.stream(ProblemCode.values())
            .map(ProblemCode::code)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(codes, headings);
    assertTrue(ProblemPages.of("no-such").isEmpty());
    assertTrue(ProblemPages.of(".*").isEmpty());
  }
}
