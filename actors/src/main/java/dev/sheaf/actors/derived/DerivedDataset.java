package dev.sheaf.actors.derived;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.ledger.SampleBits;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a node knows of one dataset version's derived packages; changed by one thread only. */
final class DerivedDataset {
  private static final SampleBits NOTHING = index -> 0;

  private final Manifest manifest;
  private final Map<Integer, DerivedPackage> packages = new ConcurrentHashMap<>();
  private volatile SampleBits now = NOTHING;
  private volatile SampleBits before = NOTHING;
  private volatile long heardNanos;

  DerivedDataset(Manifest manifest) {
    this.manifest = manifest;
    this.heardNanos = System.nanoTime();
  }

  Manifest manifest() {
    return manifest;
  }

  /** Another ranking names what is to be held; that of the last one stays as well. */
  void rank(SampleBits latest) {
    before = now;
    now = latest;
  }

  void heard() {
    heardNanos = System.nanoTime();
  }

  long heardNanos() {
    return heardNanos;
  }

  @Nullable DerivedPackage find(int index) {
    return packages.get(index);
  }

  List<Integer> indices() {
    return List.copyOf(packages.keySet());
  }

  void put(int index, DerivedPackage derived) {
    packages.put(index, derived);
  }

  @Nullable DerivedPackage remove(int index) {
    return packages.remove(index);
  }

  BitSet now(int index) {
    return placesOf(now, index);
  }

  BitSet before(int index) {
    return placesOf(before, index);
  }

  /** True when something is named of the package that is not held. */
  boolean lacks(int index) {
    var held = packages.get(index);
    var first = manifest.table().firstId(index);
    for (long id = first; id < first + manifest.table().count(index); id++) {
      if (now.has(id) && (held == null || !held.has(id))) {
        return true;
      }
    }
    return false;
  }

  long sizeBytes(int index, BitSet places) {
    var first = manifest.table().firstId(index);
    return places.stream().mapToLong(place -> manifest.length(first + place)).sum();
  }

  /** What is held of what the latest ranking names, as words of bits from {@code firstWord} on. */
  void markHeld(long[] words, long firstWord) {
    for (var each : packages.values()) {
      each.places().stream()
          .mapToLong(place -> each.firstId() + place)
          .filter(now::has)
          .forEach(id -> {
            var word = (id >>> 6) - firstWord;
            if (word >= 0 && word < words.length) {
              words[(int) word] |= 1L << (id & 63);
            }
          });
    }
  }

  private BitSet placesOf(SampleBits bits, int index) {
    var first = manifest.table().firstId(index);
    var places = new BitSet();
    for (int place = 0; place < manifest.table().count(index); place++) {
      places.set(place, bits.has(first + place));
    }
    return places;
  }
}
