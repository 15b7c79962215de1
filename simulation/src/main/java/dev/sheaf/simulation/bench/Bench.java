package dev.sheaf.simulation.bench;

import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Something whose speed is measured. */
public interface Bench {
  /** The parameter that asks for a small part of the work; every benchmark reads it. */
  String QUICK = "quick";

  /** Its name after {@code bench sim}. */
  String name();

  /** What it does, in a line. */
  String about();

  /** The anchors that it can do the same work with; may be empty. */
  List<String> anchors();

  /** What it needs and is not here, such as a trace; nothing when it can run. */
  default Optional<String> lacking() {
    return Optional.empty();
  }

  /**
   * Reads and checks every parameter, before anything is measured.
   *
   * <p><i>Errors:</i> {@link BadScenario} names the key, the rule and what to do.
   *
   * @param anchor one of {@link #anchors}, or empty for none
   */
  Supplier<BenchResult> prepare(Parameters parameters, String anchor);
}
