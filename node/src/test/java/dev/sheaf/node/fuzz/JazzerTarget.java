package dev.sheaf.node.fuzz;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Targets as Jazzer wants them: found by these two methods' names. Of several, an input's first
 * byte says which is meant.
 */
public final class JazzerTarget {
  private static List<Target> targets = List.of();

  private JazzerTarget() {}

  /** Takes the targets' names. */
  public static void fuzzerInitialize(String[] args) throws IOException {
    @SuppressWarnings("resource") // It lasts as long as the process.
    var all = new AllTargets();
    targets = Arrays.stream(args).map(all::named).toList();
  }

  /** Takes an input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (input.length > 0) {
      targets
          .get((input[0] & 0xFF) % targets.size())
          .feed(Arrays.copyOfRange(input, 1, input.length));
    }
  }
}
