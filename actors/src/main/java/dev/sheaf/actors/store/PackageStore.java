package dev.sheaf.actors.store;

import dev.sheaf.actors.store.Evictions.Why;
import dev.sheaf.policies.dataset.PackageLayout;
import dev.sheaf.policies.vocabulary.PackageId;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The node's memory for packages: one off-heap arena for life, cut into pages.
 *
 * <p>A hit is a look into a concurrent map and one compare-and-set. Everything else (taking and
 * freeing pages, holding, giving up) goes through one lock and does no I/O. Accounting is exact and
 * in whole pages: what is doomed but still leased counts as used. Packages that nobody holds are
 * given up in order of age when space is reserved, held ones only when nothing else is left: a
 * batch that is asked for now goes first.
 */
public final class PackageStore implements AutoCloseable {
  /** The unit of space. */
  public static final int PAGE_BYTES = PackageLayout.PAGE_BYTES;

  /** At most this share of the pages may be held, so that others can pass. */
  private static final double MOST_HELD = 31.0 / 32;

  private final MemorySegment memory;
  private final PageMap pages;
  private final SlotTable slots;
  private final Resident[] residents;
  private final Deque<Integer> freeSlots = new ArrayDeque<>();
  private final Map<PackageId, Ref> index = new ConcurrentHashMap<>();
  private final Set<PackageId> held = new HashSet<>();
  private final LinkedHashSet<PackageId> kept = new LinkedHashSet<>();
  private final LinkedHashSet<PackageId> evictable = new LinkedHashSet<>();
  private final Object lock = new Object();
  private final Evictions evictions = new Evictions();
  private volatile Landings landings = (id, kept) -> {};
  private int reservedPages;
  private int heldPages;
  private int lentPages;

  /** A store of {@code capacityBytes}, rounded down to whole pages. */
  public PackageStore(long capacityBytes) {
    var count = Math.toIntExact(capacityBytes / PAGE_BYTES);
    if (count < 1) {
      throw new IllegalArgumentException(
          "capacityBytes must be at least " + PAGE_BYTES + " but was " + capacityBytes);
    }
    memory = OffHeap.map((long) count * PAGE_BYTES);
    pages = new PageMap(count);
    slots = new SlotTable(count);
    residents = new Resident[count];
    for (int slot = 0; slot < count; slot++) {
      freeSlots.add(slot);
    }
  }

  /** How much of a store of {@code capacityBytes} may be held. */
  public static long holdable(long capacityBytes) {
    return (long) (capacityBytes * MOST_HELD);
  }

  /** Nothing is set aside that nobody waits for while batches wait for more than this share. */
  private static final double MOST_AHEAD = 1.0 / 16;

  private record Ref(int slot, int version) {}

  /** From now on {@code listener} hears of held packages that are here. */
  public void tellOfLandings(Landings listener) {
    landings = listener;
  }

  /** Space that is set aside for packages to come; give back what was not used. */
  public final class Reservation implements AutoCloseable {
    private int left;
    private boolean closed;

    private Reservation(int left) {
      this.left = left;
    }

    /** Takes space for a package out of this reservation. */
    public Filling take(PackageId id, long sizeBytes) {
      var need = pagesOf(sizeBytes);
      synchronized (lock) {
        if (need > left) {
          throw new IllegalStateException(
              "the reservation has " + left + " pages left but " + id + " needs " + need);
        }
        left -= need;
        reservedPages -= need;
        return new Filling(PackageStore.this, this, id, pages.take(need), sizeBytes);
      }
    }

    /** True when so much is left. */
    public boolean has(long sizeBytes) {
      synchronized (lock) {
        return pagesOf(sizeBytes) <= left;
      }
    }

    /** A reservation of its own for a part of what is left. */
    public Reservation part(long sizeBytes) {
      var need = pagesOf(sizeBytes);
      synchronized (lock) {
        if (need > left) {
          throw new IllegalStateException(left + " pages are left but " + need + " are parted");
        }
        left -= need;
        return new Reservation(need);
      }
    }

    void takeBack(List<PageMap.Run> runs, int count) {
      synchronized (lock) {
        pages.give(runs);
        if (!closed) {
          left += count;
          reservedPages += count;
        }
      }
    }

    @Override
    public void close() {
      synchronized (lock) {
        closed = true;
        reservedPages -= left;
        left = 0;
      }
    }
  }

  /** Makes a package visible, with a lease for the one who read it. */
  PackageLease publish(PackageId id, Resident resident) {
    synchronized (lock) {
      var slot = settle(resident);
      drop(id);
      index.put(id, new Ref(slot, slots.version(slot)));
      if (held.contains(id)) {
        keep(id, resident.pages());
      } else {
        evictable.add(id);
      }
      return new PackageLease(this, slot, resident);
    }
  }

  /** Makes bytes visible to the holder of this lease alone, who keeps them until it ends. */
  PackageLease lend(Resident resident) {
    synchronized (lock) {
      var slot = settle(resident);
      lentPages += resident.pages();
      slots.doom(slot, slots.version(slot));
      return new PackageLease(this, slot, resident);
    }
  }

  private int settle(Resident resident) {
    var slot = freeSlots.remove();
    slots.renew(slot);
    residents[slot] = resident;
    slots.retain(slot, 1);
    return slot;
  }

  /** Sets space aside for packages of these sizes; others give way. Null when full. */
  public @Nullable Reservation reserve(List<Long> sizesBytes) {
    var need = sizesBytes.stream().mapToInt(PackageStore::pagesOf).sum();
    synchronized (lock) {
      makeRoom(evictable, need, Why.ROOM);
      makeRoom(
          kept,
          need,
          Why.URGENT); // A batch that is asked for now goes before what is held for later.
      return reserved(need);
    }
  }

  /** Sets space aside that nobody uses, or holds; null when there is not so much now. */
  public @Nullable Reservation reserveSpare(long sizeBytes) {
    var need = pagesOf(sizeBytes);
    synchronized (lock) {
      makeRoom(evictable, need, Why.ROOM);
      return reserved(need);
    }
  }

  private void makeRoom(SequencedSet<PackageId> from, int need, Why why) {
    while (pages.free() - reservedPages < need && !from.isEmpty()) {
      evictions.count(why);
      drop(from.getFirst());
    }
  }

  private @Nullable Reservation reserved(int need) {
    if (pages.free() - reservedPages < need) {
      return null;
    }
    reservedPages += need;
    return new Reservation(need);
  }

  /**
   * Sets space aside for a package that nobody waits for; null when that takes more than packages
   * which nobody holds, or when batches have set much aside and might find no room.
   */
  public @Nullable Reservation reserveAhead(long sizeBytes) {
    var need = pagesOf(sizeBytes);
    synchronized (lock) {
      if (reservedPages + need > Math.max(need, pages.pages() * MOST_AHEAD)) {
        return null;
      }
      makeRoom(evictable, need, Why.ROOM);
      return reserved(need);
    }
  }

  /** A lease on a package that is here; null when it is not. */
  public @Nullable PackageLease lease(PackageId id) {
    var ref = index.get(id);
    if (ref == null || !slots.tryLease(ref.slot(), ref.version())) {
      return null;
    }
    return new PackageLease(this, ref.slot(), residents[ref.slot()]);
  }

  /** True when the package is here. */
  public boolean has(PackageId id) {
    return index.containsKey(id);
  }

  /** True when the package is here, and is kept for those who hold it. */
  public boolean keeps(PackageId id) {
    synchronized (lock) {
      return kept.contains(id);
    }
  }

  /** True when somebody holds the package, be it here or still to come. */
  public boolean holds(PackageId id) {
    synchronized (lock) {
      return held.contains(id);
    }
  }

  /** The package is not given up for space from now on, be it here or still to come. */
  public void hold(PackageId id) {
    synchronized (lock) {
      if (!held.add(id)) {
        return;
      }
      var ref = index.get(id);
      if (ref != null && evictable.remove(id)) {
        keep(id, residents[ref.slot()].pages());
      }
    }
  }

  /** Keeps a package that is here and held, as far as others can still pass. */
  private void keep(PackageId id, int pageCount) {
    var fits = heldPages + lentPages + pageCount <= pages.pages() * MOST_HELD;
    if (fits) {
      heldPages += pageCount;
      kept.add(id);
    } else {
      evictable.add(id);
    }
    if (!id.isDerived()) {
      landings.landed(id, fits);
    }
  }

  /** The package may be given up from now on; with {@code drop} it is given up at once. */
  public void unhold(PackageId id, boolean drop) {
    synchronized (lock) {
      var ref = index.get(id);
      held.remove(id);
      if (ref != null && kept.remove(id)) {
        heldPages -= residents[ref.slot()].pages();
        evictable.add(id);
      }
      if (drop && ref != null) {
        evictions.count(Why.RELEASED);
        drop(id);
      }
    }
  }

  /** Gives a package up; its pages are free when its last lease ends. */
  private void drop(PackageId id) {
    var ref = index.remove(id);
    if (ref == null) {
      return;
    }
    evictable.remove(id);
    if (kept.remove(id)) {
      heldPages -= residents[ref.slot()].pages();
    }
    if (slots.doom(ref.slot(), ref.version())) {
      free(ref.slot());
    }
  }

  void retain(int slot, int count) {
    slots.retain(slot, count);
  }

  void release(int slot) {
    if (slots.release(slot)) {
      synchronized (lock) {
        free(slot);
      }
    }
  }

  private void free(int slot) {
    lentPages -= residents[slot].lent() ? residents[slot].pages() : 0;
    pages.give(residents[slot].runs());
    slots.renew(slot);
    freeSlots.add(slot);
  }

  MemorySegment memory() {
    return memory;
  }

  /** The packages that are here, in no order. */
  public List<PackageId> resident() {
    return List.copyOf(index.keySet());
  }

  /** Bytes of all pages. */
  public long capacityBytes() {
    return (long) pages.pages() * PAGE_BYTES;
  }

  /** Bytes of pages that hold packages, doomed ones included. */
  public long usedBytes() {
    synchronized (lock) {
      return (long) (pages.pages() - pages.free()) * PAGE_BYTES;
    }
  }

  /** Bytes set aside for packages to come. */
  public long reservedBytes() {
    synchronized (lock) {
      return (long) reservedPages * PAGE_BYTES;
    }
  }

  /** What it gave up. */
  public Evictions evictions() {
    return evictions;
  }

  /** Bytes of packages that are held. */
  public long heldBytes() {
    synchronized (lock) {
      return (long) heldPages * PAGE_BYTES;
    }
  }

  /** Gives the memory back to the system; no lease may be open. */
  @Override
  public void close() {
    OffHeap.unmap(memory);
  }

  static int pagesOf(long sizeBytes) {
    return Math.toIntExact((sizeBytes + PAGE_BYTES - 1) / PAGE_BYTES);
  }
}
