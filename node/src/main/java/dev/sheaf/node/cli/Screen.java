package dev.sheaf.node.cli;

import java.util.List;

/** Where lines for people go; on a terminal they can be replaced. */
interface Screen {
  /** Adds a line that stays. */
  void say(String line);

  /** True where lines can be replaced. */
  default boolean isLive() {
    return false;
  }

  /**
   * Replaces the {@code before} lines above by others, where lines can be replaced.
   *
   * @return how many lines are there now, for the next call
   */
  default int redraw(List<String> lines, int before) {
    return 0;
  }
}
