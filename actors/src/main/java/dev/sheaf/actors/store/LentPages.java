package dev.sheaf.actors.store;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the node's memory for bytes that are no package: they count as used, cannot be given up
 * for space, and are free when their lease ends.
 */
public final class LentPages {
  /** Nobody finds it by this: what is lent has no name. */
  private static final PackageId NAMELESS = new PackageId(new DatasetVersion("", ""), -1);

  private LentPages() {}

  /** What so many bytes take: whole pages, one at least. */
  public static long takenBytes(long sizeBytes) {
    return Math.max(1, PackageStore.pagesOf(sizeBytes)) * (long) PackageStore.PAGE_BYTES;
  }

  /**
   * A copy of these bytes; null when there is no room now. Packages make room for it as they do for
   * a batch that is asked for.
   */
  public static @Nullable PackageLease lend(PackageStore store, byte[] bytes) {
    var sizeBytes = Math.max(1L, bytes.length);
    try (var room = store.reserve(List.of(sizeBytes))) {
      if (room == null) {
        return null;
      }
      var filling = room.take(NAMELESS, sizeBytes);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, filling.target(), 0, bytes.length);
      return filling.lend();
    }
  }
}
