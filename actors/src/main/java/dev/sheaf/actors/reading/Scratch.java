package dev.sheaf.actors.reading;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.store.Filling;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.vocabulary.PackageId;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory for samples that are read without their packages: one piece a request, cut up among them.
 * It is free again when the request and all that was cut off have left it.
 */
final class Scratch {
  private final Filling filling;
  private final Map<Long, Long> offsets = new HashMap<>();
  private final AtomicInteger users = new AtomicInteger(1);

  /** Takes what these samples need out of {@code space}; there must be one at least. */
  Scratch(Manifest manifest, List<Long> samples, PackageStore.Reservation space) {
    long size = 0;
    for (var id : samples) {
      if (offsets.putIfAbsent(id, size) == null) {
        size += manifest.length(id);
      }
    }
    var index = manifest.table().packageOf(samples.getFirst());
    this.filling = space.take(new PackageId(manifest.version(), index), Math.max(1, size));
  }

  /** How many bytes these samples need. */
  static long sizeBytes(Manifest manifest, List<Long> samples) {
    return Math.max(1, samples.stream().distinct().mapToLong(manifest::length).sum());
  }

  /** Where a sample goes; who asks must leave. */
  MemorySegment cut(long sample, long lengthBytes) {
    users.incrementAndGet();
    return filling.target().asSlice(offsets.getOrDefault(sample, 0L), lengthBytes);
  }

  /** What was cut off is not used any more, or the request has ended. */
  void leave() {
    if (users.decrementAndGet() == 0) {
      filling.abandon();
    }
  }
}
