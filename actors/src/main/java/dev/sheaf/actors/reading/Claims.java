package dev.sheaf.actors.reading;

import dev.sheaf.actors.store.Filling;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.store.PackageStore.Reservation;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Space for packages that are waited for: set aside once for each, however many requests wait for
 * it, so that many who want the same leave room for those who want something else.
 */
final class Claims {
  private final PackageStore store;
  private final Predicate<PackageId> underWay;
  private final Map<PackageId, Aside> asides = new HashMap<>();

  /** What is set aside for one package; nothing while it is being read, or has been. */
  private static final class Aside {
    private Reservation space;
    private int claims;

    Aside(Reservation space) {
      this.space = space;
    }

    void refill(Reservation more) {
      space.close();
      space = more;
    }
  }

  /**
   * Claims on the space of {@code store}.
   *
   * @param underWay whether a package is being read, hence has its space
   */
  Claims(PackageStore store, Predicate<PackageId> underWay) {
    this.store = store;
    this.underWay = underWay;
  }

  /**
   * A claim on all these packages; null when there is no room for them.
   *
   * @param absent sizes of packages that are not here
   * @param loneBytes for what is read without its package
   */
  synchronized @Nullable Claim enter(Map<PackageId, Long> absent, long loneBytes) {
    var lacking = new LinkedHashMap<>(absent);
    lacking.entrySet().removeIf(each -> isCovered(each.getKey(), each.getValue()));
    var sizes = new ArrayList<>(lacking.values());
    sizes.add(loneBytes);
    var space = store.reserve(sizes);
    if (space == null) {
      return null;
    }
    for (var id : absent.keySet()) {
      var part = space.part(lacking.getOrDefault(id, 0L));
      var aside = asides.computeIfAbsent(id, fresh -> new Aside(space.part(0)));
      aside.claims++;
      if (lacking.containsKey(id)) {
        aside.refill(part);
      }
    }
    return new Claim(Set.copyOf(absent.keySet()), space);
  }

  private boolean isCovered(PackageId id, long sizeBytes) {
    var aside = asides.get(id);
    return (aside != null && aside.space.has(sizeBytes)) || underWay.test(id);
  }

  private synchronized @Nullable Filling take(PackageId id, long sizeBytes) {
    var aside = asides.get(id);
    if (aside == null) {
      throw new IllegalStateException("nothing was claimed for " + id);
    }
    if (!aside.space.has(sizeBytes)) {
      // It came, and had to go again before all had it.
      var more = store.reserve(List.of(sizeBytes));
      if (more == null) {
        return null;
      }
      aside.refill(more);
    }
    return aside.space.take(id, sizeBytes);
  }

  private synchronized void leave(Set<PackageId> packages) {
    for (var id : packages) {
      var aside = asides.get(id);
      if (aside != null && --aside.claims == 0) {
        asides.remove(id);
        aside.space.close();
      }
    }
  }

  /** One request's claim. */
  final class Claim implements AutoCloseable {
    private final Set<PackageId> packages;
    private final Reservation lone;

    private Claim(Set<PackageId> packages, Reservation lone) {
      this.packages = packages;
      this.lone = lone;
    }

    /** Space for one of its packages; null when there is none now. */
    @Nullable Filling take(PackageId id, long sizeBytes) {
      return Claims.this.take(id, sizeBytes);
    }

    /** Space for what is read without its package, the request's own. */
    Reservation lone() {
      return lone;
    }

    @Override
    public void close() {
      leave(packages);
      lone.close();
    }
  }
}
