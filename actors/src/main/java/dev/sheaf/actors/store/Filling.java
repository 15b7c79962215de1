package dev.sheaf.actors.store;

import dev.sheaf.policies.vocabulary.PackageId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/** A package that is being read into the store; publish or abandon it. */
public final class Filling {
  private final PackageStore store;
  private final PackageStore.Reservation from;
  private final PackageId id;
  private final List<PageMap.Run> runs;
  private final long sizeBytes;
  private final MemorySegment target;

  Filling(
      PackageStore store,
      PackageStore.Reservation from,
      PackageId id,
      List<PageMap.Run> runs,
      long sizeBytes) {
    this.store = store;
    this.from = from;
    this.id = id;
    this.runs = runs;
    this.sizeBytes = sizeBytes;
    this.target =
        runs.size() == 1
            ? store.memory().asSlice(first(runs.getFirst()), sizeBytes)
            : Arena.ofAuto().allocate(sizeBytes);
  }

  private static long first(PageMap.Run run) {
    return (long) run.first() * PackageStore.PAGE_BYTES;
  }

  /** Where the bytes go: all in one piece. */
  public MemorySegment target() {
    return target;
  }

  /**
   * Makes the package visible, with a lease for the one who read it.
   *
   * @param damaged frame status by sample id
   */
  public PackageLease publish(Map<Long, Byte> damaged) {
    return store.publish(id, resident(damaged, false));
  }

  /** Makes the bytes visible to the holder of this lease alone, who keeps them until it ends. */
  PackageLease lend() {
    return store.lend(resident(Map.of(), true));
  }

  /** The bytes were not read: the space is set aside again while its reservation is open. */
  public void abandon() {
    from.takeBack(runs, PackageStore.pagesOf(sizeBytes));
  }

  private Resident resident(Map<Long, Byte> damaged, boolean lent) {
    scatter();
    return new Resident(
        runs, PackageStore.pagesOf(sizeBytes), sizeBytes, Map.copyOf(damaged), lent);
  }

  private void scatter() {
    var at = 0L;
    for (var run : runs.size() > 1 ? runs : List.<PageMap.Run>of()) {
      var length = Math.min((long) run.count() * PackageStore.PAGE_BYTES, sizeBytes - at);
      MemorySegment.copy(target, at, store.memory(), first(run), length);
      at += length;
    }
  }
}
