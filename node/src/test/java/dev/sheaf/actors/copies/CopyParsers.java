package dev.sheaf.actors.copies;

import dev.sheaf.node.fuzz.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What nodes keep for one another. */
public final class CopyParsers {
  private CopyParsers() {}

  /** The targets. */
  public static List<Target> all() {
    var set =
        new FileSet(
            new FileSet.Name("trio", "narrow"),
            new FileSet.Stamp(1, 2, 3),
            Map.of("checkpoint", "0a".repeat(32), "best", "0b".repeat(32)));
    return List.of(
        new Target(
            "file-set",
            List.of(set.document()),
            Target.stable(FileSet::read, FileSet::document),
            List.of(IOException.class)));
  }
}
