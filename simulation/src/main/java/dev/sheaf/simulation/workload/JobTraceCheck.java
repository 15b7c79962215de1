package dev.sheaf.simulation.workload;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.EpochOrder;
import java.util.BitSet;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a job's trace says against the rules of a ledger.
 *
 * <pre>
 *   always             windows follow one another; a package is opened once an epoch, and inside its
 *                      window; what is open at a window's start was opened before, and is drawn on
 *   with the packages  every window's CRC; every sample drawn at most once, and all of them once the
 *                      epoch is whole
 * </pre>
 *
 * <p>After a gap the epoch is checked no further than window by window.
 */
public final class JobTraceCheck {
  private final @Nullable EpochOrder order;
  private final @Nullable PackageTable table;
  private final BitSet opened = new BitSet();
  private final BitSet delivered = new BitSet();
  private final HashMap<Integer, Integer> drawn = new HashMap<>();
  private final JobTrace trace;
  private boolean whole = true;
  private int gaps;
  private int wrong;
  private int crcs;
  private int epochs;
  private String first = "";

  private JobTraceCheck(JobTrace trace, @Nullable PackageTable table) {
    this.trace = trace;
    this.table = table;
    this.order = table == null ? null : EpochOrder.of(trace.spec(), table);
  }

  /**
   * What was found.
   *
   * @param gaps how often a window does not follow the one before it
   * @param wrong how often another rule was broken
   * @param crcs how many windows' CRCs were compared
   * @param epochs how many epochs are whole, without a gap
   * @param first says what is wrong first; empty when nothing is
   */
  public record Found(int gaps, int wrong, int crcs, int epochs, String first) {}

  /** Checks {@code trace}, over the packages of {@code table} when they are known. */
  public static Found check(JobTrace trace, @Nullable PackageTable table) {
    return new JobTraceCheck(trace, table).check();
  }

  private Found check() {
    var epoch = trace.firstEpoch();
    var batch = 0;
    for (var window : trace.windows()) {
      if (window.epoch() != epoch || window.firstBatch() != batch) {
        gaps++;
        note(window, "must begin at batch %d of epoch %d".formatted(batch, epoch));
        whole = window.firstBatch() == 0;
        forget();
      }
      look(window);
      epoch = window.last() ? window.epoch() + 1 : window.epoch();
      batch = window.last() ? 0 : window.endBatch();
      if (window.last()) {
        end(window);
        forget();
        whole = true;
      }
    }
    return new Found(gaps, wrong, crcs, epochs, first);
  }

  private void forget() {
    opened.clear();
    delivered.clear();
    drawn.clear();
  }

  private void look(AssignedWindow window) {
    for (var open : window.open()) {
      var index = open.index();
      if (whole && !opened.get(index)) {
        refuse(window, "package %d is open but was not opened".formatted(index));
      }
      if (open.drawn() < drawn.getOrDefault(index, 0)) {
        refuse(window, "package %d is less drawn than before".formatted(index));
      }
      drawn.put(index, open.drawn());
    }
    for (var opening : window.openings()) {
      if (!window.covers(window.epoch(), opening.batch())) {
        refuse(window, "package %d is opened outside of it".formatted(opening.index()));
      }
      if (opened.get(opening.index())) {
        refuse(window, "package %d is opened twice".formatted(opening.index()));
      }
      opened.set(opening.index());
    }
    draw(window);
  }

  /** Draws the ids again; only a gap lets a package be unknown. */
  private void draw(AssignedWindow window) {
    if (order == null) {
      return;
    }
    try {
      var ids = order.ids(window);
      crcs++;
      if (!ids.matchCrc()) {
        refuse(window, "its ids have another CRC");
      }
      for (int n = window.firstBatch(); n < window.endBatch(); n++) {
        for (var id : ids.batch(n)) {
          if (delivered.get(Math.toIntExact(id))) {
            refuse(window, "sample %d is drawn twice".formatted(id));
          }
          delivered.set(Math.toIntExact(id));
        }
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      refuse(window, "its ids cannot be drawn: " + e.getMessage());
    }
  }

  private void end(AssignedWindow window) {
    if (!whole) {
      return;
    }
    epochs++;
    if (order == null || table == null) {
      return;
    }
    if (window.endBatch() != order.batches()) {
      refuse(window, "the epoch must end at batch " + order.batches());
    }
    var due = Math.min(order.selection().samples(), order.batches() * trace.spec().globalBatch());
    if (delivered.cardinality() != due) {
      refuse(window, "%d of %d samples were drawn".formatted(delivered.cardinality(), due));
    }
  }

  private void refuse(AssignedWindow window, String what) {
    wrong++;
    note(window, what);
  }

  private void note(AssignedWindow window, String what) {
    if (first.isEmpty()) {
      first =
          "job %s, window at batch %d of epoch %d: %s"
              .formatted(trace.spec().name(), window.firstBatch(), window.epoch(), what);
    }
  }
}
