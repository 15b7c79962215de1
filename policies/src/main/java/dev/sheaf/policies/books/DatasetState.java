package dev.sheaf.policies.books;

import dev.sheaf.policies.books.DatasetProtocol.Event;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.eviction.FillAndKeep;
import dev.sheaf.policies.eviction.KeptUntilUsed;
import dev.sheaf.policies.eviction.LeastRecentlyUsed;
import dev.sheaf.policies.eviction.LiveBlockPair;
import dev.sheaf.policies.eviction.MostImportantPinned;
import dev.sheaf.policies.eviction.PinnedBySeed;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link DatasetBook} remembers, by place in the dataset's seeded order; it changes by
 * events only.
 *
 * <p>The pins are the first places. The scan goes round the others and says how far the shared
 * reading has come.
 */
final class DatasetState {
  private static final long PAGE_BYTES = 16L << 10;

  /** Enough for a second of 64 MiB, which few jobs read; and little beside what is kept. */
  private static final long MOST_AHEAD_BYTES = 64L << 20;

  /** What is ahead is not pinned: so little of the cache, for all jobs, costs next to nothing. */
  private static final int PART_AHEAD = 128;

  private static final long BY_DEFAULT = -1;

  private final long seed;
  private final SeededOrder order;
  private final long[] sizesBytes;
  private final TreeMap<String, DatasetProgress> jobs = new TreeMap<>();
  private final int[] openFor;
  private final HeldPackages held;
  private long capacityBytes;
  private long openBytes;
  private long peakBytes;
  private long lastPeakBytes;
  private long openings;
  private long openingsAtResize;
  private long moves;
  private int scan;
  private Residency residency;
  private LiveBlocks live = LiveBlocks.NONE;
  private long lookAheadBytes = BY_DEFAULT;

  DatasetState(PackageTable table, Residency residency, long seed) {
    this.residency = residency;
    this.seed = seed;
    this.order = new SeededOrder(table.packages(), seed);
    this.sizesBytes = new long[table.packages()];
    for (int place = 0; place < sizesBytes.length; place++) {
      var size = table.sizeBytes(order.at(place));
      sizesBytes[place] = Math.ceilDiv(size, PAGE_BYTES) * PAGE_BYTES;
    }
    this.openFor = new int[sizesBytes.length];
    this.held = new HeldPackages(sizesBytes);
  }

  // ---- what is so

  Residency residency() {
    return residency;
  }

  long seed() {
    return seed;
  }

  /** The order in which a job would open packages in an epoch, if it were for the job alone. */
  OwnOrder ownOrder(String job, int epoch) {
    return new OwnOrder(places(), Draw.draw(Draw.draw(seed, job), epoch));
  }

  /** The blocks that jobs go through, where they go by blocks. */
  LiveBlocks live() {
    return live;
  }

  SeededOrder order() {
    return order;
  }

  int places() {
    return sizesBytes.length;
  }

  HeldPackages held() {
    return held;
  }

  long sizeBytes(int place) {
    return sizesBytes[place];
  }

  long capacityBytes() {
    return capacityBytes;
  }

  /** How many bytes a job may tell ahead of what it has opened. */
  long lookAheadBytes() {
    var wanted = lookAheadBytes < 0 ? MOST_AHEAD_BYTES : lookAheadBytes;
    return Math.min(wanted, capacityBytes / PART_AHEAD / Math.max(1, jobs.size()));
  }

  /** What the window may take. */
  long windowCapacityBytes() {
    return capacityBytes - held.pinnedBytes();
  }

  /** What the packages outside the pins take that some job has open. */
  long openBytes() {
    return openBytes;
  }

  /** The most that was open since the resize before the last. */
  long peakBytes() {
    return Math.max(peakBytes, lastPeakBytes);
  }

  /** Openings of all jobs since the pins were last looked at. */
  long openingsSinceResize() {
    return openings - openingsAtResize;
  }

  int scan() {
    return Math.max(scan, held.pinned()) % places();
  }

  @Nullable DatasetProgress job(String name) {
    return jobs.get(name);
  }

  Iterable<DatasetProgress> readers() {
    return jobs.values();
  }

  SortedMap<String, DatasetProgress> jobs() {
    return jobs;
  }

  List<String> begun() {
    return jobs.values().stream().filter(DatasetProgress::hasBegun).map(job -> job.name).toList();
  }

  boolean isOpen(int place) {
    return openFor[place] > 0;
  }

  int openFor(int place) {
    return openFor[place];
  }

  /** True when no active job has still to open the package; never for one that is alone. */
  boolean isUsed(int place) {
    return jobs.size() > 1 && !isNeeded(place);
  }

  /** Those of these packages which no job has open once the job is done with them, by place. */
  List<Integer> closing(String name, int epoch, List<Integer> packages) {
    var job = jobs.get(name);
    var closing = new ArrayList<Integer>();
    for (int p : packages) {
      var place = order.placeOf(p);
      if (job != null && openFor[place] == 1 && job.has(epoch, place)) {
        closing.add(place);
      }
    }
    return closing;
  }

  /** True when the package was at hand already when the job's epoch began. */
  boolean isOld(DatasetProgress job, int place) {
    return held.loadOf(place) < job.firstLoad;
  }

  /**
   * How many jobs lose a shared read when the package is given up: it came within their epoch, they
   * have not opened it, and the scan does not come by again before the epoch ends.
   */
  int urgentNeeds(int place) {
    var outside = places() - held.pinned();
    var back = place - scan();
    var distance = back > 0 ? back : back + outside;
    var needs = 0;
    for (var job : jobs.values()) {
      if (!job.opened.has(place) && !isOld(job, place) && distance >= job.movesLeft(moves)) {
        needs++;
      }
    }
    return needs;
  }

  // ---- what changes it

  void apply(Event event) {
    switch (event) {
      case Event.JobSeen seen -> seen(seen);
      case Event.PackagesOpened opened -> opened(opened);
      case Event.PackagesPassed passed -> passed(passed);
      case Event.PackagesFinished finished -> finished(finished);
      case Event.JobLeft(String name) -> forget(name);
      case Event.Resized(long bytes, int pins) -> {
        capacityBytes = bytes;
        pin(pins);
      }
      case Event.BlocksTurned(int from, int current, int next) ->
          live = new LiveBlocks(from, current, next);
      case Event.LookedAhead(long bytes) -> lookAheadBytes = bytes;
      case Event.PolicyChosen(String name) -> {
        residency = Residency.named(name);
        rank(List.of());
        live = LiveBlocks.NONE;
      }
      case Event.Ranked(List<Integer> first) -> rank(first);
      case Event.Holding(List<Integer> holds, List<Integer> releases) -> {
        holds.forEach(p -> held.hold(order.placeOf(p)));
        releases.forEach(p -> held.release(order.placeOf(p)));
      }
    }
  }

  private void seen(Event.JobSeen seen) {
    var known = jobs.get(seen.job());
    var pace =
        known == null ? (double) (places() - held.pinned()) / places() : known.movesAnOpening;
    forget(seen.job());
    var job = new DatasetProgress(seen.job(), places(), pace, ownOrder(seen.job(), seen.epoch()));
    job.begin(seen.epoch(), held.loads(), moves);
    jobs.put(seen.job(), job);
    Packages.of(places(), seen.opened()).forEach(p -> job.open(order.placeOf(p)));
    Packages.of(places(), seen.finished()).forEach(p -> job.finished.add(order.placeOf(p)));
    job.opened.forEach(place -> {
      if (job.isOpen(place)) {
        open(place);
      }
    });
    heard(job, seen.sequence(), seen.now());
  }

  private void forget(String name) {
    var job = jobs.remove(name);
    if (job != null) {
      job.before.forEach(this::close);
      job.opened.forEach(place -> {
        if (!job.finished.has(place)) {
          close(place);
        }
      });
    }
  }

  private void opened(Event.PackagesOpened opened) {
    var job =
        jobs.computeIfAbsent(
            opened.job(), name -> new DatasetProgress(name, places(), 1, ownOrder(name, 0)));
    enter(job, opened.epoch());
    heard(job, opened.sequence(), opened.now());
    for (int p : opened.packages()) {
      var place = order.placeOf(p);
      if (!job.opened.has(place)) {
        job.open(place);
        open(place);
      }
      used(place);
    }
    job.order.pass(job.opened);
    openings += opened.packages().size();
  }

  private void enter(DatasetProgress job, int epoch) {
    if (epoch > job.epoch) {
      job.before.forEach(this::close);
      job.enter(epoch, ownOrder(job.name, epoch), held.loads(), moves);
    }
  }

  private void passed(Event.PackagesPassed passed) {
    var job = jobs.get(passed.job());
    if (job == null) {
      return;
    }
    enter(job, passed.epoch());
    heard(job, passed.sequence(), passed.now());
    Packages.of(places(), passed.packages()).forEach(p -> job.pass(order.placeOf(p)));
    job.order.pass(job.opened);
  }

  private void used(int place) {
    switch (residency) {
      case LeastRecentlyUsed lru -> held.touch(place);
      case PinnedBySeed pinned -> {
        if (!held.has(place) && !held.isPinned(place)) {
          moveScan(place);
        }
      }
      case FillAndKeep fill -> {}
      case LiveBlockPair pair -> {}
      case KeptUntilUsed used -> {}
      case MostImportantPinned important -> {}
    }
  }

  /** The scan follows a load, unless it leaves behind what others still need. */
  private void moveScan(int place) {
    for (int at = scan(); at != place; at = following(at)) {
      if (!held.has(at) && isNeeded(at)) {
        return;
      }
    }
    var ahead = place - scan();
    moves += 1 + (ahead >= 0 ? ahead : ahead + places() - held.pinned());
    scan = following(place);
  }

  private int following(int place) {
    return place + 1 < places() ? place + 1 : Math.min(held.pinned(), places() - 1);
  }

  boolean isNeeded(int place) {
    for (var job : jobs.values()) {
      if (!job.opened.has(place)) {
        return true;
      }
    }
    return false;
  }

  private void finished(Event.PackagesFinished finished) {
    var job = jobs.get(finished.job());
    if (job == null) {
      return;
    }
    heard(job, finished.sequence(), finished.now());
    for (int p : finished.packages()) {
      var place = order.placeOf(p);
      if (job.has(finished.epoch(), place)) {
        job.finish(finished.epoch(), place);
        close(place);
      }
    }
  }

  private static void heard(DatasetProgress job, long sequence, long now) {
    job.sequence = Math.max(job.sequence, sequence);
    job.heardNanos = now;
  }

  private void open(int place) {
    if (openFor[place]++ == 0 && !held.isPinned(place)) {
      openBytes += sizesBytes[place];
      peakBytes = Math.max(peakBytes, openBytes);
    }
  }

  private void close(int place) {
    if (--openFor[place] == 0 && !held.isPinned(place)) {
      openBytes -= sizesBytes[place];
    }
  }

  private void pin(int pins) {
    held.pin(pins);
    countOpen();
    lastPeakBytes = peakBytes;
    peakBytes = openBytes;
    openingsAtResize = openings;
  }

  private void rank(List<Integer> first) {
    held.rank(first.stream().map(order::placeOf).toList());
    countOpen();
  }

  private void countOpen() {
    openBytes = 0;
    for (int place = 0; place < places(); place++) {
      openBytes += isOpen(place) && !held.isPinned(place) ? sizesBytes[place] : 0;
    }
  }

  /** The packages at these places. */
  List<Integer> packagesAt(List<Integer> places) {
    var packages = new ArrayList<Integer>(places.size());
    places.forEach(place -> packages.add(order.at(place)));
    return packages;
  }
}
