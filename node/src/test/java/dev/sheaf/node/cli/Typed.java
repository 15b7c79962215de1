package dev.sheaf.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** How a command line ended that a test typed, and what it said. */
record Typed(int status, String out, String err) {
  static Typed sheaf(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    var status =
        SheafCli.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Typed(status, out.toString(), err.toString());
  }

  static void says(String text, String... words) {
    for (var word : words) {
      assertTrue(text.contains(word), () -> word + " is not in: " + text);
    }
  }

  Typed with(int expected) {
    assertEquals(expected, status, () -> out + err);
    return this;
  }

  /** The one line that a user sees of what went wrong. */
  void complaint(String... words) {
    assertEquals(1, err.lines().count(), err);
    says(err, words);
  }

  JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out);
  }
}
