package dev.sheaf.policies.books;

import dev.sheaf.policies.eviction.Retention;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Knows which packages its partition holds, and which of them are being loaded.
 *
 * <pre>
 *   absent ─Hold─► held ─Release─► absent
 *                   │ load
 *                   ▼
 *                 loading ─Loaded─► held          LoadFailed ─► held, loaded when next asked for
 * </pre>
 *
 * <p>At most {@code mostLoads} are loaded at once; the rest wait in order. A load whose package was
 * released in the meantime goes on and counts until it ends. State O(its packages).
 */
public final class PartitionBook
    implements Book<
        PartitionBook.Command, PartitionBook.Event, PartitionBook.Effect, PartitionBook.Reply> {
  private static final Comparator<PackageId> ORDER =
      Comparator.<PackageId, String>comparing(id -> id.version().hash())
          .thenComparing(id -> id.version().dataset())
          .thenComparingInt(PackageId::index);

  private final Retention retention;
  private final int mostLoads;
  private final TreeMap<PackageId, Holding> holdings = new TreeMap<>(ORDER);
  private final TreeSet<PackageId> loading = new TreeSet<>(ORDER);

  /** A book of an empty partition. */
  public PartitionBook(Retention retention, int mostLoads) {
    if (mostLoads < 1) {
      throw new IllegalArgumentException("mostLoads must be at least 1 but was " + mostLoads);
    }
    this.retention = retention;
    this.mostLoads = mostLoads;
  }

  /** What the book is told. */
  public sealed interface Command {
    /** Keep this package; fetch it when {@code load} is set and it is not there. */
    record Hold(PackageId id, boolean pinned, boolean load) implements Command {}

    /** Nobody claims it any more. */
    record Release(PackageId id) implements Command {}

    /** A load has ended well. */
    record Loaded(PackageId id) implements Command {}

    /** A load has failed. */
    record LoadFailed(PackageId id) implements Command {}
  }

  /** What changes the book. */
  public sealed interface Event {
    /** A package is held. */
    record Held(PackageId id, boolean pinned, boolean wanted) implements Event {}

    /** Its load has begun. */
    record LoadBegun(PackageId id) implements Event {}

    /** Its load has ended, well or not. */
    record LoadEnded(PackageId id) implements Event {}

    /** It is held no longer. */
    record Released(PackageId id) implements Event {}
  }

  /** What the node is to do; idempotent. */
  public sealed interface Effect {
    /** Do not give it up for space. */
    record Keep(PackageId id) implements Effect {}

    /** Fetch it. */
    record Load(PackageId id) implements Effect {}

    /** Its space may be taken, at once when {@code drop} is set. */
    record Give(PackageId id, boolean drop) implements Effect {}
  }

  /** Partitions are told, not asked: there is no reply. */
  public sealed interface Reply permits NoReply {}

  private record NoReply() implements Reply {}

  /** A package that is held; {@code wanted} while it waits to be loaded. */
  private record Holding(boolean pinned, boolean wanted) {}

  @Override
  public Decision<Event, Effect, Reply> decide(Command command, long now) {
    return switch (command) {
      case Command.Hold hold -> hold(hold);
      case Command.Release release -> release(release.id());
      case Command.Loaded loaded -> loadEnded(loaded.id());
      case Command.LoadFailed failed -> loadEnded(failed.id());
    };
  }

  private Decision<Event, Effect, Reply> hold(Command.Hold hold) {
    var wanted = hold.load() && !loading.contains(hold.id());
    var events = new ArrayList<Event>();
    var effects = new ArrayList<Effect>();
    events.add(new Event.Held(hold.id(), hold.pinned(), wanted));
    effects.add(new Effect.Keep(hold.id()));
    if (wanted && loading.size() < mostLoads) {
      events.add(new Event.LoadBegun(hold.id()));
      effects.add(new Effect.Load(hold.id()));
    }
    return new Decision<>(events, effects, null);
  }

  private Decision<Event, Effect, Reply> release(PackageId id) {
    var known = holdings.get(id);
    var drop = retention.released(known != null && known.pinned()) == Retention.Verdict.DROP;
    return new Decision<>(
        known == null ? List.of() : List.of(new Event.Released(id)),
        List.of(new Effect.Give(id, drop)),
        null);
  }

  /** A load that ends makes room for the next that waits. */
  private Decision<Event, Effect, Reply> loadEnded(PackageId id) {
    if (!loading.contains(id)) {
      return Decision.nothing();
    }
    var events = new ArrayList<Event>();
    var effects = new ArrayList<Effect>();
    events.add(new Event.LoadEnded(id));
    holdings.entrySet().stream()
        .filter(entry -> entry.getValue().wanted())
        .findFirst()
        .ifPresent(next -> {
          events.add(new Event.LoadBegun(next.getKey()));
          effects.add(new Effect.Load(next.getKey()));
        });
    return new Decision<>(events, effects, null);
  }

  @Override
  public void apply(Event event) {
    switch (event) {
      case Event.Held held -> {
        var known = holdings.get(held.id());
        var wanted = held.wanted() || (known != null && known.wanted());
        holdings.put(held.id(), new Holding(held.pinned(), wanted));
      }
      case Event.LoadBegun begun -> {
        loading.add(begun.id());
        holdings.computeIfPresent(begun.id(), (id, known) -> new Holding(known.pinned(), false));
      }
      case Event.LoadEnded ended -> loading.remove(ended.id());
      case Event.Released released -> holdings.remove(released.id());
    }
  }

  @Override
  public List<Effect> wake(long now) {
    var effects = new ArrayList<Effect>();
    holdings.keySet().forEach(id -> effects.add(new Effect.Keep(id)));
    loading.forEach(id -> effects.add(new Effect.Load(id)));
    return effects;
  }

  /** The packages that are held. */
  public List<PackageId> held() {
    return List.copyOf(holdings.keySet());
  }

  /** The packages that are being loaded. */
  public List<PackageId> loading() {
    return List.copyOf(loading);
  }
}
