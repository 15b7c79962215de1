package dev.sheaf.policies.ledger;

import dev.sheaf.policies.ledger.AssignedWindow.OpenPackage;
import dev.sheaf.policies.ledger.AssignedWindow.Replacement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/**
 * What is assigned and consumed of one epoch.
 *
 * <p>A package is untouched, open (it is among {@link #after()}) or drawn empty: one bit says
 * whether it was opened, and the cursors of the open ones say the rest.
 */
final class EpochLog {
  private final int epoch;
  private final int batches;
  private WindowLog windows;
  private final TreeMap<Integer, List<Replacement>> replaced = new TreeMap<>();
  private BitSet opened = new BitSet();
  private List<OpenPackage> after = List.of();
  private int[] consumed;
  private int committed;
  private int seededCursor;

  /**
   * @param batches how many global batches the epoch has
   */
  EpochLog(int epoch, int batches, int ranks) {
    this.epoch = epoch;
    this.batches = batches;
    this.windows = new WindowLog(epoch);
    this.consumed = new int[ranks];
  }

  int epoch() {
    return epoch;
  }

  /** How many global batches the epoch has. */
  int batches() {
    return batches;
  }

  /** How many of them are assigned. */
  int assigned() {
    return windows.assigned();
  }

  boolean isAssigned() {
    return assigned() == batches;
  }

  /** Packages with samples left after the last assigned batch. */
  List<OpenPackage> after() {
    return after;
  }

  /** Packages opened so far, as bits. */
  BitSet opened() {
    return opened;
  }

  /** The batches below this one are consumed by all ranks, as far as the journal knows. */
  int committed() {
    return committed;
  }

  /** The batches of {@code rank} below this one are consumed. */
  int consumed(int rank) {
    return consumed[rank];
  }

  /** The lowest batch that some rank has not consumed. */
  int step() {
    return Arrays.stream(consumed).min().orElseThrow();
  }

  boolean isConsumed() {
    return step() == batches;
  }

  /** How many samples were replaced or skipped. */
  int missing() {
    return (int)
        replaced.values().stream().flatMap(List::stream).map(Replacement::id).distinct().count();
  }

  UntouchedPackages untouched(EpochOrder order) {
    return new UntouchedPackages(order.selection(), order.keys(epoch), opened, seededCursor);
  }

  /** What was decided about samples of batch {@code n}, oldest first. */
  List<Replacement> replacements(int n) {
    return replaced.getOrDefault(n, List.of());
  }

  /** The window that covers batch {@code n}, which must be assigned. */
  AssignedWindow windowOf(int n) {
    return whole(windows.get(windows.indexOf(n)));
  }

  /** Windows from the one that covers batch {@code n} on, as many as one message may hold. */
  List<AssignedWindow> from(int n) {
    var result = new ArrayList<AssignedWindow>();
    var names = 0;
    for (int i = n < assigned() ? windows.indexOf(n) : windows.size(); i < windows.size(); i++) {
      var window = whole(windows.get(i));
      names += window.open().size() + window.openings().size() + window.replacements().size() + 8;
      if (!result.isEmpty() && names > WindowPlan.MOST_PACKAGES) {
        break;
      }
      result.add(window);
    }
    return result;
  }

  /** The end of the last window that ends at batch {@code n} or before it; 0 when none does. */
  int windowEndAt(int n) {
    if (n >= assigned()) {
      return assigned();
    }
    return n == 0 ? 0 : windows.get(windows.indexOf(n)).firstBatch();
  }

  /** Packages drawn empty by the windows that end after {@code from} and not after {@code to}. */
  List<Integer> drawnEmpty(int from, int to) {
    var empty = new ArrayList<Integer>();
    var first = from < assigned() ? windows.indexOf(from) : windows.size();
    for (int i = first; i < windows.size() && windows.endOf(i) <= to; i++) {
      var left = new BitSet();
      openAfter(i).forEach(each -> left.set(each.index()));
      var window = windows.get(i);
      window.open().stream().map(OpenPackage::index).filter(p -> !left.get(p)).forEach(empty::add);
      window.openings().stream()
          .map(each -> each.index())
          .filter(p -> !left.get(p))
          .forEach(empty::add);
    }
    return empty;
  }

  /** Packages that the training loop is done with, as bits. */
  BitSet finished() {
    var finished = new BitSet();
    drawnEmpty(0, windowEndAt(committed)).forEach(finished::set);
    return finished;
  }

  /** What is open after window {@code index}. */
  List<OpenPackage> openAfter(int index) {
    return index + 1 < windows.size() ? windows.get(index + 1).open() : after;
  }

  // ---- changes, by events only

  void append(AssignedWindow window, List<OpenPackage> openAfter, KeyedBijection seeded) {
    windows.append(window);
    window.replacements().forEach(this::replace);
    window.openings().forEach(each -> opened.set(each.index()));
    after = List.copyOf(openAfter);
    while (seededCursor < seeded.size() && opened.get((int) seeded.at(seededCursor))) {
      seededCursor++;
    }
  }

  void replace(Replacement replacement) {
    replaced.computeIfAbsent(replacement.batch(), n -> new ArrayList<>()).add(replacement);
  }

  void progress(int rank, int below) {
    consumed[rank] = Math.max(consumed[rank], below);
  }

  void finish(int rank) {
    progress(rank, batches);
  }

  void commit(int below) {
    committed = Math.max(committed, below);
    for (int rank = 0; rank < consumed.length; rank++) {
      progress(rank, below);
    }
  }

  /** Says that all ranks stand at {@code step}, whatever they had consumed. */
  void restart(int ranks, int step) {
    consumed = new int[ranks];
    Arrays.fill(consumed, step);
    committed = step;
  }

  /** Drops what is assigned beyond the windows that end at batch {@code step} or before it. */
  void cut(int step, List<OpenPackage> openAfter) {
    windows.truncate(step < assigned() ? windows.indexOf(step) : windows.size());
    replaced.tailMap(step, true).clear();
    after = List.copyOf(openAfter);
    seededCursor = 0;
    opened = openedBy(windows);
  }

  private static BitSet openedBy(WindowLog windows) {
    var opened = new BitSet();
    for (int i = 0; i < windows.size(); i++) {
      windows.get(i).openings().forEach(each -> opened.set(each.index()));
    }
    return opened;
  }

  private AssignedWindow whole(AssignedWindow window) {
    var within = replaced.subMap(window.firstBatch(), window.endBatch()).values();
    return within.isEmpty()
        ? window
        : window.withReplacements(within.stream().flatMap(List::stream).toList());
  }

  // ---- snapshot

  LedgerSnapshot.Epoch snapshot() {
    return new LedgerSnapshot.Epoch(
        epoch,
        windows.pack(),
        replaced.values().stream().flatMap(List::stream).toList(),
        after,
        Arrays.stream(consumed).boxed().toList(),
        committed);
  }

  static EpochLog restore(LedgerSnapshot.Epoch snapshot, int batches) {
    var log = new EpochLog(snapshot.epoch(), batches, snapshot.consumed().size());
    log.windows = WindowLog.unpack(snapshot.epoch(), snapshot.windows());
    snapshot.replacements().forEach(log::replace);
    log.opened = openedBy(log.windows);
    log.after = snapshot.after();
    log.consumed = snapshot.consumed().stream().mapToInt(Integer::intValue).toArray();
    log.committed = snapshot.committed();
    return log;
  }
}
