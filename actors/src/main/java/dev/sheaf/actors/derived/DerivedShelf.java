package dev.sheaf.actors.derived;

import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.importance.SamplesAtHand;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.packaging.DerivedContents;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The derived packages of a node.
 *
 * <p>Everything that copies or waits runs on one thread of its own, off the path of any read. It
 * copies what is in memory and reads nothing: what a ranking names and is not at hand is taken when
 * its package comes by. A derived package takes another's place in one step; readers that have the
 * old one finish with it.
 *
 * <p><i>Cost:</i> one bit a sample of packages that have one, and at most {@code mostBytes} of the
 * store. A dataset of whose ranking nothing was heard for ten minutes gives its space back.
 */
public final class DerivedShelf implements NearSamples, SamplesAtHand.Own, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DerivedShelf.class);
  private static final long SILENCE_NANOS = Duration.ofMinutes(10).toNanos();

  private final PackageStore store;
  private final Manifests manifests;
  private final Rankings rankings;
  private final long mostBytes;
  private final Map<DatasetVersion, DerivedDataset> datasets = new ConcurrentHashMap<>();
  private final Map<DatasetVersion, String> followed = new HashMap<>();
  private final Set<PackageId> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicInteger serial = new AtomicInteger();
  private final LongAdder copied = new LongAdder();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("derived-packages").factory());
  private final AtomicLong usedBytes = new AtomicLong();

  /**
   * A shelf in {@code store}.
   *
   * @param mostBytes what all derived packages may take together; 0: there are none
   */
  public DerivedShelf(PackageStore store, Manifests manifests, Rankings rankings, long mostBytes) {
    this.store = store;
    this.manifests = manifests;
    this.rankings = rankings;
    this.mostBytes = mostBytes;
  }

  @Override
  public @Nullable DerivedPackage find(PackageId id) {
    var dataset = datasets.get(id.version());
    var derived = dataset == null ? null : dataset.find(id.index());
    return derived != null && store.has(derived.stored()) ? derived : null;
  }

  @Override
  public void landed(PackageId id) {
    var dataset = datasets.get(id.version());
    if (dataset != null && !id.isDerived() && dataset.lacks(id.index())) {
      remakeSoon(id);
    }
  }

  /** The latest ranking; told again and again, for as long as it counts. */
  @Override
  public synchronized void derive(DatasetVersion version, String ranking) {
    var known = datasets.get(version);
    if (known != null) {
      known.heard();
    }
    if (mostBytes > 0 && !ranking.equals(followed.getOrDefault(version, ""))) {
      followed.put(version, ranking);
      run(() -> follow(version, ranking));
    }
  }

  private void remakeSoon(PackageId id) {
    if (waiting.add(id)) {
      run(() -> {
        waiting.remove(id);
        var dataset = datasets.get(id.version());
        if (dataset != null) {
          remake(dataset, id);
        }
      });
    }
  }

  private void run(Runnable task) {
    try {
      worker.execute(() -> {
        try {
          task.run();
        } catch (RuntimeException defect) {
          LOG.error("a derived package was not made", defect);
        }
      });
    } catch (RejectedExecutionException closed) {
      // The node ends.
    }
  }

  private void follow(DatasetVersion version, String ranking) {
    giveUpSilent();
    if (ranking.isEmpty()) {
      forget(version);
      return;
    }
    try {
      var dataset = datasets.get(version);
      if (dataset == null) {
        dataset = new DerivedDataset(manifests.open(version));
      }
      dataset.rank(rankings.open(version, ranking));
      datasets.put(version, dataset);
      // What is named no longer gives its room to what is at hand and named now.
      for (var index : dataset.indices()) {
        remake(dataset, new PackageId(version, index));
      }
      for (var id : store.resident()) {
        if (id.version().equals(version) && !id.isDerived()) {
          remake(dataset, id);
        }
      }
    } catch (IOException unknown) {
      LOG.warn("a ranking of {} cannot be read and is left out", version.dataset(), unknown);
      synchronized (this) {
        followed.remove(version, ranking);
      }
    }
  }

  private void giveUpSilent() {
    datasets.forEach((version, dataset) -> {
      if (System.nanoTime() - dataset.heardNanos() > SILENCE_NANOS) {
        synchronized (this) {
          followed.remove(version);
        }
        forget(version);
      }
    });
  }

  private void forget(DatasetVersion version) {
    var dataset = datasets.remove(version);
    if (dataset != null) {
      dataset.indices().forEach(index -> drop(dataset, index));
    }
  }

  private void drop(DerivedDataset dataset, int index) {
    var gone = dataset.remove(index);
    if (gone != null) {
      usedBytes.addAndGet(-gone.sizeBytes());
      store.unhold(gone.stored(), true);
    }
  }

  private void remake(DerivedDataset dataset, PackageId id) {
    var old = find(id);
    if (old == null) {
      drop(dataset, id.index());
    }
    try (var sources = Sources.open(store, dataset.manifest(), id, old)) {
      var verdict =
          DerivedContents.next(
              new DerivedContents.Of(
                  dataset.now(id.index()),
                  dataset.before(id.index()),
                  old == null ? new BitSet() : old.places(),
                  sources.atHand()),
              places -> dataset.sizeBytes(id.index(), places),
              mostBytes - usedBytes.get() + (old == null ? 0 : old.sizeBytes()));
      switch (verdict) {
        case DerivedContents.Verdict.Stay stay -> {}
        case DerivedContents.Verdict.Go go -> drop(dataset, id.index());
        case DerivedContents.Verdict.Make(BitSet places) -> make(dataset, id, places, sources);
      }
    }
  }

  private void make(DerivedDataset dataset, PackageId id, BitSet places, Sources sources) {
    var size = dataset.sizeBytes(id.index(), places);
    var space = store.reserveSpare(size);
    if (space == null) {
      return;
    }
    var stored = new PackageId(id.version(), ~serial.getAndIncrement());
    try (space) {
      var filling = space.take(stored, size);
      sources.copy(places, filling.target());
      store.hold(stored);
      filling.publish(Map.of()).close();
    }
    drop(dataset, id.index());
    var first = dataset.manifest().table().firstId(id.index());
    dataset.put(id.index(), new DerivedPackage(stored, first, places, size));
    usedBytes.addAndGet(size);
    copied.add(places.cardinality());
  }

  /** What is held of what the latest ranking names, as words of bits from {@code firstWord} on. */
  @Override
  public void mark(DatasetVersion version, long[] words, long firstWord) {
    var dataset = datasets.get(version);
    if (dataset != null) {
      dataset.markHeld(words, firstWord);
    }
  }

  @Override
  public List<SamplesAtHand.Derived> datasets() {
    return datasets.entrySet().stream()
        .map(each ->
            new SamplesAtHand.Derived(each.getKey(), each.getValue().manifest().table().samples()))
        .toList();
  }

  /** What all derived packages take. */
  public long usedBytes() {
    return usedBytes.get();
  }

  /** How many samples were copied into derived packages. */
  public long copied() {
    return copied.sum();
  }

  /** Waits until what was told so far is done; for tests and for the end. */
  public boolean await(Duration patience) throws InterruptedException {
    var done = new CountDownLatch(1);
    run(done::countDown);
    return done.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
