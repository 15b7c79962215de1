package dev.sheaf.node.torture;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run does.
 *
 * @param logs the folder that the nodes' logs are copied to; null = they are deleted
 * @param kinds which; those that cannot be done here are skipped, and the report says why
 */
public record TortureOptions(long seed, Extent extent, List<FaultKind> kinds, @Nullable Path logs) {
  /** Options that own their list. */
  public TortureOptions {
    kinds = List.copyOf(kinds);
  }

  /** The short form: one of each sort, once. */
  public static TortureOptions brief(long seed) {
    return new TortureOptions(seed, new Extent.Brief(), FaultKind.SHORT, null);
  }
}
