package dev.sheaf.actors.job;

import dev.sheaf.policies.ledger.AssignedWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * When the windows of a job's latest epochs were assigned. No decision depends on it: it puts what
 * several jobs did into one order afterwards.
 *
 * <p><i>Units:</i> milliseconds since 1970, by the clock of the node that assigned. <i>Cost:</i>
 * about 100 bytes a window.
 */
final class WindowTimes {
  /** As many epochs before the newest as anybody would ask for. */
  private static final int MOST_EPOCHS = 8;

  private final TreeMap<Integer, TreeMap<Integer, Long>> millis = new TreeMap<>();

  /** One window's time. */
  record At(int epoch, int firstBatch, long millis) {}

  static WindowTimes of(List<At> times) {
    var all = new WindowTimes();
    times.forEach(at -> all.put(at.epoch(), at.firstBatch(), at.millis()));
    return all;
  }

  void assigned(AssignedWindow window, long atMillis) {
    put(window.epoch(), window.firstBatch(), atMillis);
    millis.headMap(window.epoch() - MOST_EPOCHS).clear();
  }

  private void put(int epoch, int firstBatch, long at) {
    if (at > 0) {
      millis.computeIfAbsent(epoch, absent -> new TreeMap<>()).put(firstBatch, at);
    }
  }

  /** When a window was assigned; 0 when that is not known. */
  long of(AssignedWindow window) {
    return millis
        .getOrDefault(window.epoch(), new TreeMap<>())
        .getOrDefault(window.firstBatch(), 0L);
  }

  List<At> all() {
    var all = new ArrayList<At>();
    millis.forEach(
        (epoch, windows) -> windows.forEach((batch, at) -> all.add(new At(epoch, batch, at))));
    return all;
  }
}
