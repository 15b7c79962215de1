package dev.sheaf.http.job;

import dev.sheaf.http.json.Fields;
import dev.sheaf.policies.vocabulary.ImportanceRule;
import java.util.List;

/** The object {@code importance} of a job's submission; every field of it may be absent. */
final class ImportanceForm {
  private static final int MAX_EPOCHS = 100_000;
  private static final double MAX_BETA = 16;
  private static final int MAX_HISTORY = 65_536;
  private static final List<String> PROPERTIES =
      List.of("warmUpEpochs", "fullEvery", "beta", "history", "highShare");

  private ImportanceForm() {}

  /** The rule; as published where the fields do not say otherwise. */
  static ImportanceRule read(Fields fields) {
    var published = ImportanceRule.PUBLISHED;
    if (!fields.has("importance")) {
      return published;
    }
    var inner = fields.inner("importance", PROPERTIES);
    return new ImportanceRule(
        (int) inner.integer("warmUpEpochs", 1, MAX_EPOCHS, (long) published.warmUpEpochs()),
        (int) inner.integer("fullEvery", 1, MAX_EPOCHS, (long) published.fullEvery()),
        inner.number("beta", 0, MAX_BETA, published.beta()),
        (int) inner.integer("history", 2, MAX_HISTORY, (long) published.history()),
        inner.number("highShare", 0, 1, published.highShare()));
  }
}
