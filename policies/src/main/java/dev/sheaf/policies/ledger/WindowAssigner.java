package dev.sheaf.policies.ledger;

import dev.sheaf.policies.ledger.AssignedWindow.OpenPackage;
import dev.sheaf.policies.ledger.AssignedWindow.Opening;
import dev.sheaf.policies.vocabulary.Contract;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Assigns the next window of an epoch: opens packages batch by batch and draws the ids. */
final class WindowAssigner {
  private final EpochOrder order;

  WindowAssigner(EpochOrder order) {
    this.order = order;
  }

  /**
   * A window, and what is open after it.
   *
   * @param after packages with samples left after the window's last batch
   */
  record Assigned(AssignedWindow window, List<OpenPackage> after) {}

  /**
   * The window that follows what {@code log} holds.
   *
   * @param ahead how many batches it should cover
   * @param offered packages at hand, first the one to be opened first
   */
  Assigned assign(long generation, EpochLog log, int ahead, List<Integer> offered) {
    var first = log.assigned();
    var most = Math.min(ahead, WindowPlan.most(order.spec().globalBatch()));
    var batches = (int) Math.min(Math.max(1, most), order.batches() - first);
    var run = new Run(log, opening(log, offered), first, batches);
    while (run.wantsMore()) {
      run.nextBatch();
    }
    return run.assigned(generation);
  }

  /**
   * {@code window} cut down to its first {@code batches} batches, with what is open after them and
   * no replacement.
   */
  Assigned cut(AssignedWindow window, int batches) {
    var end = window.firstBatch() + batches;
    var kept =
        new AssignedWindow(
            window.generation(),
            window.epoch(),
            window.firstBatch(),
            batches,
            window.open(),
            window.openings().stream().filter(each -> each.batch() < end).toList(),
            List.of(),
            window.last() && end == window.endBatch(),
            0);
    return walked(kept);
  }

  /** {@code window} with the CRC of its ids as this order draws them, and what is open after it. */
  Assigned walked(AssignedWindow window) {
    if (order.isGlobal()) {
      return new Assigned(withCrc(window, order.ids(window).crc()), List.of());
    }
    var ids = new long[order.idsOf(window)];
    var open = order.drawAll(window, ids);
    return new Assigned(withCrc(window, WindowIds.crc(ids)), open.standing());
  }

  private static AssignedWindow withCrc(AssignedWindow window, int crc) {
    return new AssignedWindow(
        window.generation(),
        window.epoch(),
        window.firstBatch(),
        window.batches(),
        window.open(),
        window.openings(),
        window.replacements(),
        window.last(),
        crc);
  }

  private PackageOpening opening(EpochLog log, List<Integer> offered) {
    if (order.isGlobal()) {
      return (open, need) -> PackageOpening.NONE;
    }
    var untouched = log.untouched(order);
    return order.spec().contract() == Contract.STRICT
        ? new SeededOpening(untouched, order.selection(), order.spec().globalBatch())
        : new AtHandOpening(untouched, offered, order.spec().globalBatch());
  }

  /** One window in the making. */
  private final class Run {
    private final EpochLog log;
    private final PackageOpening opening;
    private final EpochKeys keys;
    private final OpenPackages open;
    private final int first;
    private final int wanted;
    private final List<Opening> openings = new ArrayList<>();
    private final long[] ids;
    private int drawn;
    private int batches;

    Run(EpochLog log, PackageOpening opening, int first, int wanted) {
      this.log = log;
      this.opening = opening;
      this.keys = order.keys(log.epoch());
      this.open = new OpenPackages(order.selection(), keys, log.after());
      this.first = first;
      this.wanted = wanted;
      this.ids =
          new long[order.drawsIds() ? Math.multiplyExact(wanted, order.spec().globalBatch()) : 0];
    }

    boolean wantsMore() {
      var names = log.after().size() + openings.size();
      return batches < wanted && (batches == 0 || names < WindowPlan.MOST_PACKAGES);
    }

    void nextBatch() {
      var n = first + batches;
      var size = order.sizeOf(n);
      if (!order.isGlobal()) {
        openBefore(n, size);
      }
      if (order.drawsIds()) {
        draw(n, size);
      } else {
        open.pass(keys.batch(n), size);
      }
      batches++;
    }

    private void draw(int n, int size) {
      if (order.isGlobal()) {
        System.arraycopy(order.globalIds(keys, n), 0, ids, drawn, size);
      } else {
        open.draw(keys.batch(n), ids, drawn, size);
      }
      drawn += size;
    }

    private void openBefore(int n, int size) {
      for (var index = opening.next(open, size);
          index != PackageOpening.NONE;
          index = opening.next(open, size)) {
        open.open(index);
        openings.add(new Opening(n, index));
      }
      if (open.remaining() < size) {
        throw new IllegalStateException(
            "batch %d of epoch %d needs %d samples but only %d are left"
                .formatted(n, log.epoch(), size, open.remaining()));
      }
    }

    Assigned assigned(long generation) {
      var last = first + batches == order.batches();
      var drawnIds = Arrays.copyOf(ids, drawn);
      var window =
          new AssignedWindow(
              generation,
              log.epoch(),
              first,
              batches,
              log.after(),
              openings,
              List.of(),
              last,
              order.drawsIds() ? WindowIds.crc(drawnIds) : 0);
      return new Assigned(window, open.standing());
    }
  }
}
