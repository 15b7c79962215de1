package dev.sheaf.policies.books;

import dev.sheaf.policies.vocabulary.PackageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Knows which packages a node's disk has, and decides which may come and which must go for them.
 *
 * <p>The rule: a held package that memory cannot keep is at home on disk. While the disk has room,
 * it takes copies too of what memory keeps. Who needs room takes it first from what nobody holds,
 * the one that came first before the others; a package at home on disk takes it then from copies of
 * what memory keeps. So memory and disk together hold as many different packages as fit into both,
 * and what is held is given up for nothing.
 *
 * <p><i>Units:</i> pages of the disk. <i>Cost:</i> O(victims) for each admission, O(held) when
 * copies have to go.
 */
public final class DiskBook {
  private final int capacityPages;
  private final Map<PackageId, Integer> pages = new HashMap<>();
  private final LinkedHashSet<PackageId> idle = new LinkedHashSet<>();
  private final LinkedHashSet<PackageId> heldHere = new LinkedHashSet<>();
  private final Set<PackageId> held = new HashSet<>();
  private int usedPages;

  /** A book of an empty disk. */
  public DiskBook(int capacityPages) {
    if (capacityPages < 1) {
      throw new IllegalArgumentException(
          "capacityPages must be at least 1 but was " + capacityPages);
    }
    this.capacityPages = capacityPages;
  }

  /** From now on the package is needed, be it here or still to come. */
  public void hold(PackageId id) {
    held.add(id);
    if (idle.remove(id)) {
      heldHere.add(id);
    }
  }

  /** Nobody needs the package any more; its space may be taken. */
  public void release(PackageId id) {
    held.remove(id);
    if (heldHere.remove(id)) {
      idle.add(id);
    }
  }

  /**
   * Which packages must go so that {@code id} can come; null when it is here, is not held, or what
   * is here is worth more. Nothing changes by asking.
   *
   * @param inMemory true for what memory keeps
   */
  public @Nullable List<PackageId> victims(
      PackageId id, int sizePages, Predicate<PackageId> inMemory) {
    if (pages.containsKey(id) || !held.contains(id)) {
      return null;
    }
    var search = new Search(capacityPages - usedPages, sizePages);
    idle.forEach(search::consider);
    if (!inMemory.test(id)) {
      heldHere.stream().filter(inMemory).forEach(search::consider);
    }
    return search.free >= sizePages ? search.victims : null;
  }

  /** The search for room for one package. */
  private final class Search {
    private final int need;
    private final List<PackageId> victims = new ArrayList<>();
    private int free;

    Search(int free, int need) {
      this.free = free;
      this.need = need;
    }

    void consider(PackageId id) {
      if (free < need) {
        victims.add(id);
        free += pagesOf(id);
      }
    }
  }

  /** The package is here. */
  public void placed(PackageId id, int sizePages) {
    if (usedPages + sizePages > capacityPages) {
      throw new IllegalStateException(
          "%s of %d pages was placed where %d of %d are used"
              .formatted(id, sizePages, usedPages, capacityPages));
    }
    if (pages.putIfAbsent(id, sizePages) != null) {
      throw new IllegalStateException(id + " was placed twice");
    }
    usedPages += sizePages;
    (held.contains(id) ? heldHere : idle).add(id);
  }

  /** The package is not here any more. */
  public void removed(PackageId id) {
    var size = pages.remove(id);
    if (size != null) {
      usedPages -= size;
      idle.remove(id);
      heldHere.remove(id);
    }
  }

  private int pagesOf(PackageId id) {
    return pages.getOrDefault(id, 0);
  }

  /** True when the package is here. */
  public boolean has(PackageId id) {
    return pages.containsKey(id);
  }

  /** Pages that no package has. */
  public int freePages() {
    return capacityPages - usedPages;
  }

  /** Pages of packages. */
  public int usedPages() {
    return usedPages;
  }

  /** Pages of packages that nobody needs. */
  public int idlePages() {
    return idle.stream().mapToInt(this::pagesOf).sum();
  }
}
