package dev.sheaf.actors.partition;

import dev.sheaf.actors.store.NodePackages;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A fake node: remembers what it was asked to do; its reads end when the test says so. */
final class FakeNodePackages implements NodePackages {
  private final Map<PackageId, CompletableFuture<LoadOutcome>> reading = new LinkedHashMap<>();
  private final List<PackageId> fetched = new ArrayList<>();
  private final Set<PackageId> resident = new LinkedHashSet<>();
  private final Set<PackageId> held = new LinkedHashSet<>();
  private final Map<PackageId, Boolean> released = new HashMap<>();

  @Override
  public synchronized CompletionStage<LoadOutcome> load(PackageId id) {
    if (resident.contains(id)) {
      return CompletableFuture.completedFuture(new LoadOutcome.Resident());
    }
    return reading.computeIfAbsent(
        id,
        absent -> {
          fetched.add(id);
          return new CompletableFuture<>();
        });
  }

  /** Ends the read of a package. */
  void end(PackageId id, LoadOutcome outcome) {
    taken(id, outcome instanceof LoadOutcome.Resident).complete(outcome);
  }

  /** Ends the read of a package with an exception that nobody foresaw. */
  void crash(PackageId id) {
    taken(id, false).completeExceptionally(new IllegalStateException("the read broke"));
  }

  private synchronized CompletableFuture<LoadOutcome> taken(PackageId id, boolean there) {
    var read = reading.remove(id);
    if (read == null) {
      throw new AssertionError("nobody reads " + id);
    }
    if (there) {
      resident.add(id);
    }
    return read;
  }

  @Override
  public synchronized void hold(PackageId id) {
    held.add(id);
  }

  @Override
  public synchronized void release(PackageId id, boolean drop) {
    held.remove(id);
    released.put(id, drop);
  }

  @Override
  public void derive(DatasetVersion version, String ranking) {
    // The books under test do not hear of it.
  }

  @Override
  public synchronized List<PackageId> resident() {
    return List.copyOf(resident);
  }

  /** Every read that was begun, in order. */
  synchronized List<PackageId> fetched() {
    return List.copyOf(fetched);
  }

  /** The packages that are being read. */
  synchronized List<PackageId> reading() {
    return List.copyOf(reading.keySet());
  }

  synchronized Set<PackageId> held() {
    return Set.copyOf(held);
  }

  /** What was released, with true for what was dropped at once. */
  synchronized Map<PackageId, Boolean> released() {
    return Map.copyOf(released);
  }
}
