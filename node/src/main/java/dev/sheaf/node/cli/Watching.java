package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Shows something of a node until it is over: a table that is redrawn on a terminal, and now and
 * then elsewhere. A node that falls silent is waited for, since another may take over what it did.
 */
final class Watching {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final int TABLE_EVERY = 10;

  private final Screen screen;
  private final Duration between;
  private List<String> told = List.of();
  private int drawn;
  private int looks;

  Watching(Screen screen) {
    this(screen, BETWEEN);
  }

  Watching(Screen screen, Duration between) {
    this.screen = screen;
    this.between = between;
  }

  /** What is watched. */
  interface Watched {
    /** Asks the node. */
    JsonNode look();

    /** True when nothing more will change. */
    boolean isOver(JsonNode seen);

    /** It as a table. */
    List<String> lines(JsonNode seen);

    /** What happened since it was last seen, for lines that stay. */
    default List<String> news(JsonNode seen) {
      return List.of();
    }
  }

  /** Watches to the end, and gives what was seen last. */
  JsonNode until(Watched watched) {
    var seen = watched.look();
    show(watched, seen);
    while (!watched.isOver(seen)) {
      LockSupport.parkNanos(between.toNanos());
      seen = patiently(watched);
      show(watched, seen);
    }
    return seen;
  }

  private JsonNode patiently(Watched watched) {
    var begin = System.nanoTime();
    var isSaid = false;
    while (true) {
      try {
        return watched.look();
      } catch (CliException silent) {
        if (!silent.mayPass() || System.nanoTime() - begin > PATIENCE.toNanos()) {
          throw silent;
        }
        if (!isSaid) {
          erase();
          screen.say(silent.getMessage());
          screen.say("asking again for %d s ...".formatted(PATIENCE.toSeconds()));
          isSaid = true;
        }
        LockSupport.parkNanos(between.toNanos());
      }
    }
  }

  private void show(Watched watched, JsonNode seen) {
    var news = watched.news(seen);
    if (!news.isEmpty()) {
      erase();
      news.forEach(screen::say);
    }
    var lines = watched.lines(seen);
    if (screen.isLive()) {
      drawn = screen.redraw(lines, drawn);
    } else if ((looks++ % TABLE_EVERY == 0 || watched.isOver(seen)) && !lines.equals(told)) {
      lines.forEach(screen::say);
      told = lines;
    }
  }

  private void erase() {
    drawn = screen.redraw(List.of(), drawn);
  }
}
