package dev.sheaf.node.fuzz;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The parsers of what comes from outside a process, each with good input. */
public final class Targets {
  private Targets() {}

  /** All that this process has. */
  public static List<Target> all() throws IOException {
    return Stream.of(WireTargets.all(), TrainerTargets.all(), ImageTargets.all(), TextTargets.all())
        .flatMap(List::stream)
        .toList();
  }
}
