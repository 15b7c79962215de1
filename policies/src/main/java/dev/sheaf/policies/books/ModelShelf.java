package dev.sheaf.policies.books;

import dev.sheaf.policies.books.ModelProtocol.Event;
import dev.sheaf.policies.model.ModelCopy;
import dev.sheaf.policies.model.ModelTier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a {@link ModelBook} remembers: which model is where, who uses it, who waits for it. */
final class ModelShelf {
  private final TreeMap<String, Entry> models = new TreeMap<>();
  private final TreeMap<String, Lease> leases = new TreeMap<>();
  private long arrivals;
  private long openings;

  /** What a model is doing on the accelerator. */
  enum Phase {
    /** It is not there. */
    ABSENT,
    /** Room is promised; what leaves for it has not left yet. */
    QUEUED,
    /** It is being read, and its room is taken. */
    LOADING,
    /** It can be used. */
    RESIDENT,
    /** It leaves. */
    DRAINING
  }

  /** A user of a model, or somebody who waits for it. */
  record Lease(String model, long leaseNanos, long heardNanos) {}

  /** A model, wherever it is. */
  static final class Entry {
    final String model;
    final TreeSet<String> leases = new TreeSet<>();
    final EnumMap<ModelTier, Long> arrived = new EnumMap<>(ModelTier.class);
    Phase phase = Phase.ABSENT;
    ModelTier from = ModelTier.ORIGIN;
    long sizeBytes;
    long deviceBytes;
    long queued;
    long lastUse;
    long uses;

    Entry(String model) {
      this.model = model;
    }

    boolean isIn(ModelTier tier) {
      return tier == ModelTier.ORIGIN || arrived.containsKey(tier);
    }

    /** A lower copy is used while it is being read, or filled; above, while it is leased. */
    int users(ModelTier tier) {
      if (tier == ModelTier.GPU) {
        return phase == Phase.RESIDENT ? leases.size() : 1;
      }
      return phase == Phase.LOADING ? 1 : 0;
    }

    /** What a copy takes: weights alone below the accelerator. */
    long bytes(ModelTier tier) {
      return tier == ModelTier.GPU ? deviceBytes : sizeBytes;
    }

    ModelCopy copy(ModelTier tier) {
      return new ModelCopy(
          model, bytes(tier), users(tier), arrived.getOrDefault(tier, 0L), lastUse, uses);
    }
  }

  @Nullable Entry find(String model) {
    return models.get(model);
  }

  @Nullable Lease lease(String lease) {
    return leases.get(lease);
  }

  /** Leases that were not renewed in time; those who still wait are not asked to renew. */
  List<String> expired(long now) {
    var expired = new ArrayList<String>();
    leases.forEach((name, lease) -> {
      var entry = models.get(lease.model());
      if (entry != null
          && entry.phase == Phase.RESIDENT
          && now - lease.heardNanos() > lease.leaseNanos()) {
        expired.add(name);
      }
    });
    return expired;
  }

  Collection<Entry> entries() {
    return models.values();
  }

  /** Promised loads, the oldest first. */
  List<Entry> queued() {
    return models.values().stream()
        .filter(entry -> entry.phase == Phase.QUEUED)
        .sorted((one, other) -> Long.compare(one.queued, other.queued))
        .toList();
  }

  /** The copies in a tier, in the order of names; on the accelerator only those that can leave. */
  List<ModelCopy> copies(ModelTier tier) {
    var copies = new ArrayList<ModelCopy>();
    for (var entry : models.values()) {
      if (tier == ModelTier.GPU ? entry.phase == Phase.RESIDENT : entry.isIn(tier)) {
        copies.add(entry.copy(tier));
      }
    }
    return copies;
  }

  /** The bytes that are taken in a tier. */
  long usedBytes(ModelTier tier) {
    return models.values().stream()
        .filter(entry ->
            tier == ModelTier.GPU
                ? entry.phase != Phase.ABSENT && entry.phase != Phase.QUEUED
                : entry.isIn(tier))
        .mapToLong(entry -> entry.bytes(tier))
        .sum();
  }

  /** The bytes on the accelerator once what leaves has left and what is promised has come. */
  long promisedBytes() {
    return models.values().stream()
        .filter(entry -> entry.phase != Phase.ABSENT && entry.phase != Phase.DRAINING)
        .mapToLong(entry -> entry.deviceBytes)
        .sum();
  }

  void apply(Event event) {
    switch (event) {
      case Event.LeaseTaken taken -> {
        leases.put(taken.lease(), new Lease(taken.model(), taken.leaseNanos(), taken.now()));
        var entry = entry(taken.model());
        entry.leases.add(taken.lease());
        entry.lastUse = ++openings;
        entry.uses++;
      }
      case Event.LeaseRenewed renewed -> renew(renewed.lease(), renewed.now());
      case Event.LeaseEnded ended -> end(ended.lease());
      case Event.LoadQueued queued -> {
        var entry = entry(queued.model());
        entry.sizeBytes = queued.sizeBytes();
        entry.deviceBytes = queued.deviceBytes();
        entry.phase = Phase.QUEUED;
        entry.queued = ++arrivals;
      }
      case Event.LoadStarted started -> {
        var entry = entry(started.model());
        entry.phase = Phase.LOADING;
        entry.from = started.from();
      }
      case Event.LoadDone done -> {
        var entry = entry(done.model());
        entry.phase = Phase.RESIDENT;
        entry.arrived.put(ModelTier.GPU, ++arrivals);
        entry.leases.forEach(lease -> renew(lease, done.now()));
      }
      case Event.LoadGivenUp failed -> leaveGpu(entry(failed.model()));
      case Event.DrainBegan began -> entry(began.model()).phase = Phase.DRAINING;
      case Event.CopyKept kept -> entry(kept.model()).arrived.put(kept.tier(), ++arrivals);
      case Event.CopyDropped dropped -> {
        var entry = entry(dropped.model());
        entry.arrived.remove(dropped.tier());
        if (dropped.tier() == ModelTier.GPU) {
          leaveGpu(entry);
        }
      }
    }
  }

  private Entry entry(String model) {
    return models.computeIfAbsent(model, Entry::new);
  }

  private void renew(String lease, long now) {
    var before = leases.get(lease);
    if (before != null) {
      leases.put(lease, new Lease(before.model(), before.leaseNanos(), now));
    }
  }

  private void leaveGpu(Entry entry) {
    entry.phase = Phase.ABSENT;
    entry.uses = 0;
    List.copyOf(entry.leases).forEach(this::end);
  }

  private void end(String lease) {
    var ended = leases.remove(lease);
    if (ended != null) {
      entry(ended.model()).leases.remove(lease);
    }
  }
}
