package dev.sheaf.lambda.bridge;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.tier.Tier;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.actors.tier.TierRead;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes packages whole again that have lost chunks, before anybody asks for them: from the chunks
 * that are left, else from the tiers below.
 *
 * <p>A few at a time, so that those who read are not kept waiting. Without tiers below, or for a
 * version that nobody has read since the start, nothing is done: the next read finds the loss.
 */
final class Refill {
  private static final int AT_ONCE = 2;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Executor threads;
  private final Tier tier;
  private final Semaphore running = new Semaphore(AT_ONCE);
  private final Set<PackageKey> owed = ConcurrentHashMap.newKeySet();
  private final Map<PackageKey, Manifest> manifests = new ConcurrentHashMap<>();
  private volatile @Nullable TierChain below;

  /** Refills of {@code tier}, which writes again what it is offered, and what it reads damaged. */
  Refill(Tier tier, Executor threads) {
    this.tier = tier;
    this.threads = threads;
  }

  /** From now on packages are read from there when too few of their chunks are left. */
  void from(TierChain below) {
    this.below = below;
  }

  /** Somebody reads this version. */
  void knows(PackageKey key, Manifest manifest) {
    manifests.put(key.version(), manifest);
  }

  /** A package has lost a chunk. */
  void owe(PackageKey key) {
    if (below != null && owed.add(key)) {
      threads.execute(() -> pay(key));
    }
  }

  private void pay(PackageKey key) {
    try {
      running.acquire();
      try {
        owed.remove(key);
        refill(key);
      } finally {
        running.release();
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void refill(PackageKey key) {
    var manifest = manifests.get(key.version());
    var origin = below;
    if (manifest == null || origin == null) {
      return;
    }
    try (var arena = Arena.ofShared()) {
      var into = arena.allocate(manifest.table().sizeBytes(key.index()));
      var deadline = System.nanoTime() + PATIENCE_NANOS;
      if (!(tier.read(manifest, key.index(), into, deadline) instanceof TierRead.Read)
          && origin.read(manifest, key.index(), into, deadline) instanceof TierRead.Read read
          && read.damaged().isEmpty()) {
        tier.offer(manifest, key.index(), into);
      }
    }
  }
}
