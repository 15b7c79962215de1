package dev.sheaf.node.fuzz;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One target as Jazzer wants it: found by these two methods' names. */
public final class JazzerTarget {
  private static @Nullable Target target;

  private JazzerTarget() {}

  /** Takes the target's name. */
  public static void fuzzerInitialize(String[] args) throws IOException {
    @SuppressWarnings("resource") // It lasts as long as the process.
    var all = new AllTargets();
    target = all.named(args[0]);
  }

  /** Takes an input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    target.feed(input);
  }
}
