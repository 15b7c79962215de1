package dev.sheaf.simulation.cli;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * How far a long command is: one line that replaces itself on a terminal, a line every few seconds
 * elsewhere, nothing at all for what is done at once.
 */
final class Progress implements AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000;
  private static final long REPEAT_NANOS = 5_000_000_000L;
  private static final int WIDTH = 100;

  private final PrintWriter to;
  private final boolean terminal;
  private final long began = System.nanoTime();
  private long said = began;
  private boolean drawn;

  Progress(PrintWriter to, boolean terminal) {
    this.to = to;
    this.terminal = terminal;
  }

  /** The next of so many begins. */
  void begin(int number, int of, String what) {
    var now = System.nanoTime();
    if (now - said < (terminal ? REDRAW_NANOS : REPEAT_NANOS)) {
      return;
    }
    said = now;
    var line =
        String.format(
            Locale.ROOT, "%d of %d after %.0f s: %s", number, of, (now - began) / 1e9, what);
    var cut = line.substring(0, Math.min(line.length(), WIDTH));
    to.print(terminal ? "\r\033[K" + cut : cut + System.lineSeparator());
    to.flush();
    drawn = terminal;
  }

  @Override
  public void close() {
    if (drawn) {
      to.print("\r\033[K");
      to.flush();
    }
  }
}
