package dev.sheaf.policies.vocabulary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ImportanceRuleTest {
  private static final ImportanceRule RULE = new ImportanceRule(2, 5, 1, 1024, 0.7);

  @Test
  void whatIsReadInFullAndWhatInPartAddsUp() {
    assertEquals(2, RULE.timesRead(2), 1e-9, "while it warms up");
    assertEquals(2 + 0.5, RULE.timesRead(3), 1e-9);
    assertEquals(3 + 7 * 0.5, RULE.timesRead(10), 1e-9, "the sixth is the guard's");
  }
}
