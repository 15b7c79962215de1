package dev.sheaf.actors.reading;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.store.Filling;
import dev.sheaf.actors.store.PackageLease;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a package once, however many ask for it at the same time.
 *
 * <p>The one who begins a flight pays for it, in space and in the account; those who join it wait
 * until their own deadline. A flight that failed fails all who joined it, and is forgotten.
 */
final class FlightTable {
  private final PackageStore store;
  private final TierChain chain;
  private final Consumer<PackageId> landed;
  private final Map<PackageId, CompletableFuture<Landing>> flights = new ConcurrentHashMap<>();

  FlightTable(PackageStore store, TierChain chain, Consumer<PackageId> landed) {
    this.store = store;
    this.chain = chain;
    this.landed = landed;
  }

  /** Where a flight has its space from. */
  @FunctionalInterface
  interface Space {
    /** Space for a package; null when there is none now. */
    @Nullable Filling take(PackageId id, long sizeBytes);
  }

  /** True when the package is being read. */
  boolean isUnderWay(PackageId id) {
    return flights.containsKey(id);
  }

  /** How a flight ended, for one who waited for it. */
  sealed interface Arrived {
    /**
     * The package is here, and leased.
     *
     * @param began true for the one who began the flight: it is charged for the read
     * @param from where it was for who asked: memory, where another had begun the flight
     * @param waitedFor where the read was that was waited for, whoever began it
     */
    record Here(
        PackageLease lease, boolean began, TierKind from, TierKind waitedFor, int gets, long bytes)
        implements Arrived {
      private static Here inMemory(PackageLease lease, TierKind waitedFor) {
        return new Here(lease, false, TierKind.MEMORY, waitedFor, 0, 0);
      }
    }

    /** It could not be read. */
    record Failed(String reason) implements Arrived {}

    /** Time ran out. */
    record Late() implements Arrived {}
  }

  /** How a flight ended, for all. */
  private sealed interface Landing {
    record Landed(TierRead.Read read) implements Landing {}

    record Crashed(Arrived why) implements Landing {}
  }

  /** Waits for the package, or fetches it; blocks. */
  Arrived fetch(Manifest manifest, PackageId id, Space space, long deadline) {
    var waitedFor = TierKind.MEMORY;
    while (true) {
      var lease = store.lease(id);
      if (lease != null) {
        return Arrived.Here.inMemory(lease, waitedFor);
      }
      var mine = new CompletableFuture<Landing>();
      var theirs = flights.putIfAbsent(id, mine);
      if (theirs == null) {
        return fly(manifest, id, space, new Flight(mine, deadline));
      }
      var failed = join(theirs, deadline);
      if (failed != null) {
        return failed;
      }
      waitedFor = tierOf(theirs);
    }
  }

  private record Flight(CompletableFuture<Landing> landing, long deadline) {}

  private Arrived fly(Manifest manifest, PackageId id, Space space, Flight flight) {
    Landing landing =
        new Landing.Crashed(new Arrived.Failed("the read of package " + id.index() + " broke"));
    try {
      // Somebody may have landed it between the look and the take-off.
      var there = store.lease(id);
      if (there != null) {
        landing = new Landing.Landed(new TierRead.Read(TierKind.MEMORY, Map.of(), 0, 0));
        return Arrived.Here.inMemory(there, TierKind.MEMORY);
      }
      var filling = space.take(id, manifest.table().sizeBytes(id.index()));
      if (filling == null) {
        landing = new Landing.Crashed(new Arrived.Late());
        return new Arrived.Late();
      }
      switch (chain.read(manifest, id.index(), filling.target(), flight.deadline())) {
        case TierRead.Read read -> {
          landing = new Landing.Landed(read);
          var lease = filling.publish(read.damaged());
          landed.accept(id);
          return new Arrived.Here(
              lease, true, read.from(), read.from(), read.gets(), read.readBytes());
        }
        case TierRead.Failed(String reason, boolean retry) ->
            landing = crash(filling, new Arrived.Failed(reason));
        case TierRead.Absent absent ->
            landing = crash(filling, new Arrived.Failed("no tier has package " + id.index()));
        case TierRead.Late late -> landing = crash(filling, new Arrived.Late());
      }
      return ((Landing.Crashed) landing).why();
    } finally {
      flights.remove(id);
      flight.landing().complete(landing);
    }
  }

  private static Landing crash(Filling filling, Arrived why) {
    filling.abandon();
    return new Landing.Crashed(why);
  }

  private static TierKind tierOf(CompletableFuture<Landing> ended) {
    return ended.getNow(null) instanceof Landing.Landed(var read) ? read.from() : TierKind.MEMORY;
  }

  /** Waits for another's flight; null when it is worth looking for the package again. */
  private static @Nullable Arrived join(CompletableFuture<Landing> flight, long deadline) {
    try {
      return switch (flight.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        case Landing.Landed landed -> null;
        // Another's time ran out, not ours: we may begin a flight of our own.
        case Landing.Crashed(Arrived.Late late) when deadline - System.nanoTime() > 0 -> null;
        case Landing.Crashed(Arrived why) -> why;
      };
    } catch (TimeoutException late) {
      return new Arrived.Late();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Arrived.Late();
    } catch (ExecutionException e) {
      return new Arrived.Failed(String.valueOf(e.getCause()));
    }
  }
}
