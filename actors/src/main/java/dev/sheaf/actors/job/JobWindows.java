package dev.sheaf.actors.job;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.EpochOrder;
import dev.sheaf.policies.ledger.EpochSelection;
import dev.sheaf.policies.ledger.RankStripes;
import dev.sheaf.policies.ledger.SampleSelection;
import dev.sheaf.policies.ledger.WindowIds;
import dev.sheaf.policies.ledger.WindowPlan;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one job on one node, with the ids that follow from them. Those used longest ago
 * are forgotten: they can be asked for again.
 *
 * <p><i>Cost:</i> 8 bytes a sample, up to {@link #MOST_IDS} samples or two windows, and one bit a
 * sample for two epochs.
 */
final class JobWindows {
  private static final int MOST_WINDOWS = 64;
  private static final int LEAST_WINDOWS = 2;
  private static final int KEPT_SELECTIONS = 2;
  private static final Place NOTHING_ASKED = new Place(0, -1);
  private static final int MOST_IDS = 1 << 19;

  /** Samples below this id are watched for duplicates: 8 MiB an epoch at most. */
  private static final long MOST_COUNTED = 1L << 26;

  private final JobSpec spec;
  private final EpochOrder order;
  private final Map<Integer, Chosen> chosen = new HashMap<>();
  private final TreeMap<Place, Held> windows = new TreeMap<>();
  private final Map<Integer, String> consumers = new HashMap<>();
  private final Map<Stretch, BitSet> delivered = new HashMap<>();
  private final Map<Integer, BitSet> samples = new HashMap<>();
  private long uses;
  private JobKnobs knobs = JobKnobs.NONE;
  private long generation;
  private int ranks;
  private Place asked = NOTHING_ASKED;

  JobWindows(JobSpec spec, PackageTable table) {
    this.spec = spec;
    this.order = EpochOrder.of(spec, table);
    this.ranks = spec.ranks();
  }

  /** An epoch's selection, and the order over it. */
  private record Chosen(EpochSelection selection, EpochOrder order) {}

  private record Place(int epoch, int firstBatch) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      var byEpoch = Integer.compare(epoch, other.epoch);
      return byEpoch != 0 ? byEpoch : Integer.compare(firstBatch, other.firstBatch);
    }
  }

  /** A window, its ids, and when it was last put or read. */
  private record Held(AssignedWindow window, WindowIds ids, long used) {}

  /** The window that follows one, by its place. */
  record Next(int epoch, int n) {}

  private record Stretch(int epoch, int rank) {}

  boolean isOf(JobSpec other) {
    return spec.equals(other);
  }

  /** Says what an epoch reads, before any window of it is taken. */
  synchronized void select(EpochSelection selection, SampleSelection samples) {
    chosen.put(selection.epoch(), new Chosen(selection, order.over(samples)));
    chosen.keySet().removeIf(epoch -> epoch < selection.epoch() - KEPT_SELECTIONS);
  }

  /** The order of {@code epoch}; null when its selection is not known here. */
  private @Nullable EpochOrder orderOf(int epoch, List<EpochSelection> selections) {
    for (var selection : selections) {
      if (selection.epoch() == epoch && !selection.isEverything()) {
        var known = chosen.get(epoch);
        return known != null && known.selection().equals(selection) ? known.order() : null;
      }
    }
    return order;
  }

  /** Takes windows; those of a generation before the current one are not wanted any more. */
  synchronized void take(JobReply.Windows pushed) {
    if (pushed.generation() < generation) {
      return;
    }
    if (pushed.generation() > generation) {
      generation = pushed.generation();
      ranks = pushed.ranks();
      windows.clear();
      consumers.clear();
      delivered.clear();
      samples.clear();
      asked = NOTHING_ASKED;
    }
    knobs = pushed.knobs();
    for (var window : pushed.windows()) {
      // A window pushed before its selection was opened is asked for when it is needed.
      var itsOrder = orderOf(window.epoch(), pushed.selections());
      if (itsOrder != null) {
        windows.compute(
            new Place(window.epoch(), window.firstBatch()),
            (place, before) -> held(window, before, itsOrder));
      }
    }
    trim();
  }

  private void trim() {
    var ids = windows.values().stream().mapToLong(each -> each.ids().size()).sum();
    while (windows.size() > LEAST_WINDOWS && (windows.size() > MOST_WINDOWS || ids > MOST_IDS)) {
      var eldest =
          windows.entrySet().stream()
              .min(Comparator.comparingLong(each -> each.getValue().used()))
              .orElseThrow();
      windows.remove(eldest.getKey());
      ids -= eldest.getValue().ids().size();
    }
  }

  /** Ids are computed once; what is decided about missing samples comes on top. */
  private Held held(AssignedWindow window, @Nullable Held before, EpochOrder itsOrder) {
    uses++;
    if (before == null || !isSame(before.window(), window)) {
      return new Held(window, checkedIds(window, itsOrder), uses);
    }
    // A push may come late: it must not undo what was decided about missing samples.
    var known = before.window().replacements().size();
    var latest = known > window.replacements().size() ? before.window() : window;
    return new Held(latest, before.ids(), uses);
  }

  private static boolean isSame(AssignedWindow a, AssignedWindow b) {
    return a.withReplacements(List.of()).equals(b.withReplacements(List.of()));
  }

  private WindowIds checkedIds(AssignedWindow window, EpochOrder itsOrder) {
    var ids = itsOrder.ids(window);
    if (!ids.matchCrc()) {
      throw new IllegalStateException(
          "the ids of %s, epoch %d, batches from %d are not those of the ledger: mixed versions?"
              .formatted(spec.name(), window.epoch(), window.firstBatch()));
    }
    return ids;
  }

  /**
   * What should be asked for by now: the window after the one that covers the batch, once half of
   * that was read and while it is not here; null when there is nothing to ask for.
   */
  synchronized @Nullable Next following(BatchKey key) {
    var found = windows.floorEntry(new Place(key.epoch(), key.n()));
    if (found == null || !found.getValue().window().covers(key.epoch(), key.n())) {
      return null;
    }
    var window = found.getValue().window();
    if (!WindowPlan.isTimeForNext(window, key.n())) {
      return null;
    }
    var next =
        window.last() ? new Next(key.epoch() + 1, 0) : new Next(key.epoch(), window.endBatch());
    var isHere = windows.containsKey(new Place(next.epoch(), next.n()));
    if (isHere || next.epoch() == spec.epochs()) {
      return null;
    }
    return next.epoch() == key.epoch() || !selectsBy(next.epoch()) ? next : null;
  }

  /** True when an epoch's selection is better made late: by then more losses are known. */
  private boolean selectsBy(int epoch) {
    var rule = spec.importance();
    return rule != null && !rule.readsAll(epoch);
  }

  synchronized @Nullable RankBatch batch(BatchKey key) {
    if (key.generation() != generation || key.rank() < 0 || key.rank() >= ranks) {
      return null;
    }
    var found = windows.floorEntry(new Place(key.epoch(), key.n()));
    if (found == null || !found.getValue().window().covers(key.epoch(), key.n())) {
      return null;
    }
    var held = new Held(found.getValue().window(), found.getValue().ids(), ++uses);
    var now = new Place(key.epoch(), key.n());
    asked = now.compareTo(asked) > 0 ? now : asked;
    windows.put(found.getKey(), held);
    var replaced =
        held.window().replacements().stream().filter(each -> each.batch() == key.n()).toList();
    var dealt =
        new RankStripes(spec.globalBatch(), ranks, spec.tail())
            .of(held.ids().batch(key.n()), key.rank(), replaced);
    return new RankBatch(spec, key, dealt.ids(), dealt.flags(), knobs);
  }

  /** How far the job is, by what was asked for here. */
  synchronized JobPlace place() {
    var chosenHere = chosen.get(asked.epoch());
    var epoch = chosenHere == null ? order : chosenHere.order();
    var end = asked.firstBatch() + 1;
    for (var held : windows.tailMap(new Place(asked.epoch(), 0), true).values()) {
      var window = held.window();
      var follows = window.epoch() == asked.epoch() && window.firstBatch() <= end;
      end = follows ? Math.max(end, window.endBatch()) : end;
    }
    var next = asked.firstBatch() + 1;
    return new JobPlace(spec.name(), asked.epoch(), epoch.batches(), next, end - next);
  }

  /** True when this consumer is known to be the one that reads the rank. */
  synchronized boolean isBound(BatchKey key, String consumer) {
    return key.generation() == generation
        && (consumer.isEmpty() || consumer.equals(consumers.get(key.rank())));
  }

  synchronized void bind(BatchKey key, String consumer) {
    if (!consumer.isEmpty() && key.generation() == generation) {
      consumers.put(key.rank(), consumer);
    }
  }

  /**
   * What is known of a batch that was served.
   *
   * @param fresh false when it was served before in this generation
   * @param duplicates its samples that other batches of the epoch had as well; what fills a batch
   *     up or stands in for another is not counted
   */
  record Noted(boolean fresh, long duplicates) {
    /** A batch of a job that is not known here any more. */
    static final Noted UNKNOWN = new Noted(true, 0);
  }

  /** Notes that a batch was served. */
  synchronized Noted note(BatchKey key) {
    var stretch =
        delivered.computeIfAbsent(new Stretch(key.epoch(), key.rank()), absent -> new BitSet());
    if (key.generation() != generation || stretch.get(key.n())) {
      return new Noted(false, 0);
    }
    stretch.set(key.n());
    delivered.keySet().removeIf(old -> old.epoch() < key.epoch() - 1);
    samples.keySet().removeIf(old -> old < key.epoch() - 1);
    var batch = batch(key);
    return new Noted(true, batch == null ? 0 : repeated(batch));
  }

  /** How many of a batch's samples the epoch had before. */
  private long repeated(RankBatch batch) {
    var seen = samples.computeIfAbsent(batch.key().epoch(), epoch -> new BitSet());
    var repeated = 0;
    for (int position = 0; position < batch.size(); position++) {
      var id = batch.id(position);
      if (id < MOST_COUNTED && batch.flags(position) == 0) {
        repeated += seen.get((int) id) ? 1 : 0;
        seen.set((int) id);
      }
    }
    return repeated;
  }
}
