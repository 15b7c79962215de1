package dev.sheaf.policies.eviction;

/** Says what a partition does with a package that nobody claims any more. */
@FunctionalInterface
public interface Retention {
  /** Keeps it until its space is needed: somebody may come back for it. */
  Retention UNTIL_SPACE_IS_NEEDED = pinned -> Verdict.KEEP_WHILE_THERE_IS_ROOM;

  /** Gives its space back at once. */
  Retention NONE = pinned -> Verdict.DROP;

  /** What to do with a package that was {@code pinned}, or only claimed, and is released. */
  Verdict released(boolean pinned);

  /** What is done with it. */
  enum Verdict {
    /** It stays, and may be taken at any time. */
    KEEP_WHILE_THERE_IS_ROOM,
    /** It goes now. */
    DROP
  }
}
