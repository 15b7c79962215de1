package dev.sheaf.lambda.bridge;

import dev.sheaf.policies.books.StripeBook;
import dev.sheaf.policies.books.StripeProtocol.Command;
import dev.sheaf.policies.books.StripeProtocol.Effect;
import dev.sheaf.policies.books.StripeProtocol.Reply;
import dev.sheaf.policies.placement.SlotTable;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.Inventory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which packages this node's functions hold: the live shell of {@link StripeBook}, for many readers
 * at once.
 *
 * <p>Nothing here is journaled: what a restart forgets, the functions' inventories tell again. What
 * is believed is held against them by digest whenever a function calls.
 *
 * <p>Packages of versions that nobody has read for {@value #IDLE_MINUTES} minutes give way to new
 * ones; others do not, for a scan that does not fit would push out just what it wants next.
 */
final class StripeShelf implements LambdaNode.Shelves {
  private static final long IDLE_MINUTES = 10;
  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(IDLE_MINUTES);

  private final StripeBook book;
  private final FleetMeter meter;
  private final IntFunction<@Nullable NodeLink> links;
  private final Map<PackageKey, Long> objects = new HashMap<>();
  private final Map<Long, PackageKey> keys = new HashMap<>();
  private final Map<Long, StripeCode> codes = new HashMap<>();
  private final Map<Integer, Set<ChunkKey>> believed = new HashMap<>();
  private final LinkedHashMap<PackageKey, Long> readNanos = new LinkedHashMap<>();
  private long lastObject;
  private int nodes;

  /** A shelf over so many functions, of which {@code slots} says which may get chunks. */
  StripeShelf(
      FleetSettings settings,
      SlotTable slots,
      FleetMeter meter,
      IntFunction<@Nullable NodeLink> links) {
    this.book =
        new StripeBook(
            settings.nodes(),
            new StripeBook.Rules(slots, settings.chunkBytes() + settings.diskBytes(), false));
    this.nodes = slots.nodes();
    this.meter = meter;
    this.links = links;
  }

  private static long now() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  /** From now on new stripes go where this table says. */
  synchronized void placeBy(SlotTable slots) {
    tell(new Command.PlaceBy(slots));
    nodes = slots.nodes();
  }

  /** Where a package can be read; empty when it cannot. */
  synchronized Optional<PlacedStripe> find(PackageKey key) {
    touch(key);
    var object = objects.get(key);
    return object != null && tell(new Command.Find(object)) instanceof Reply.Resident resident
        ? Optional.of(
            new PlacedStripe(
                key,
                resident.stripe(),
                codeOf(object),
                resident.chunkBytes(),
                resident.chunks(),
                resident.nodes()))
        : Optional.empty();
  }

  private StripeCode codeOf(long object) {
    return Objects.requireNonNull(codes.get(object), "a stripe has a code");
  }

  private void touch(PackageKey key) {
    var version = version(key);
    readNanos.remove(version);
    readNanos.put(version, System.nanoTime());
  }

  private static PackageKey version(PackageKey key) {
    return new PackageKey(key.versionHigh(), key.versionLow(), 0, key.form());
  }

  /** Keeps room for a package; empty when there is none, or it is here already. */
  synchronized Optional<PlacedStripe> store(PackageKey key, long sizeBytes, StripeCode code) {
    if (code.chunks() > nodes) {
      return Optional.empty();
    }
    var known = objects.get(key);
    if (known != null && tell(new Command.Find(known)) instanceof Reply.Resident) {
      return Optional.empty();
    }
    var whole = PlacedStripe.chunkBytes(sizeBytes, code) * code.data();
    var placed = place(key, whole, code);
    return placed.isPresent() || !giveUpIdle(key) ? placed : place(key, whole, code);
  }

  private Optional<PlacedStripe> place(PackageKey key, long whole, StripeCode code) {
    var object = objectOf(key);
    if (tell(new Command.Store(object, whole, code, false)) instanceof Reply.Write write) {
      codes.put(object, code);
      warm(write.nodes());
      return Optional.of(toWrite(key, code, write));
    }
    return Optional.empty();
  }

  private static PlacedStripe toWrite(PackageKey key, StripeCode code, Reply.Write write) {
    return new PlacedStripe(
        key, write.stripe(), code, write.chunkBytes(), write.chunks(), write.nodes());
  }

  private long objectOf(PackageKey key) {
    var known = objects.get(key);
    if (known != null) {
      return known;
    }
    objects.put(key, ++lastObject);
    keys.put(lastObject, key);
    return lastObject;
  }

  /**
   * Gives up the packages of the version that was not read for longest; false when all are read.
   */
  private boolean giveUpIdle(PackageKey newcomer) {
    var oldest = readNanos.firstEntry();
    if (oldest == null
        || oldest.getKey().sameVersion(newcomer)
        || System.nanoTime() - oldest.getValue() < IDLE_NANOS) {
      return false;
    }
    readNanos.remove(oldest.getKey());
    for (var entry : List.copyOf(objects.entrySet())) {
      if (entry.getKey().sameVersion(oldest.getKey())) {
        tell(new Command.Drop(entry.getValue()));
      }
    }
    return true;
  }

  /** Keeps room for the chunks of a stripe that are lost; empty when none are. */
  synchronized Optional<PlacedStripe> rebuild(PlacedStripe stripe) {
    var object = objects.get(stripe.key());
    if (object == null) {
      return Optional.empty();
    }
    return tell(new Command.Rebuild(object, stripe.number())) instanceof Reply.Write write
        ? Optional.of(toWrite(stripe.key(), stripe.code(), write))
        : Optional.empty();
  }

  /** A chunk has arrived at its node, or has not. */
  synchronized void written(PlacedStripe stripe, int chunk, boolean arrived) {
    var object = objects.get(stripe.key());
    var node = stripe.nodes().get(chunk);
    if (object == null) {
      return;
    }
    if (!arrived) {
      tell(new Command.NotWritten(object, stripe.number(), chunk));
      believedOn(node).remove(stripe.chunk(chunk));
    } else if (tell(new Command.Written(object, stripe.number(), chunk)) instanceof Reply.Noted) {
      believedOn(node).add(stripe.chunk(chunk));
    }
  }

  private Set<ChunkKey> believedOn(int node) {
    return believed.computeIfAbsent(node, absent -> new HashSet<>());
  }

  @Override
  public synchronized void lost(int node, long asOfNanos) {
    var gone = believedOn(node).size();
    meter.nodeLost(gone);
    believed.remove(node);
    tell(new Command.Lost(node, asOfNanos));
    warm(List.of(node));
  }

  @Override
  public synchronized boolean agrees(int node, Session session) {
    var here = believedOn(node);
    return session.hello().chunks() == here.size()
        && session.hello().digest() == here.stream().mapToLong(ChunkKey::digest).sum();
  }

  @Override
  public synchronized void found(int node, Session session, Inventory inventory) {
    var here = believedOn(node);
    var there = new HashSet<ChunkKey>();
    var unwanted = new ArrayList<ChunkKey>();
    for (var held : inventory.chunks()) {
      there.add(held.key());
      if (!here.contains(held.key()) && !adopt(node, held)) {
        unwanted.add(held.key());
      }
    }
    for (var key : List.copyOf(here)) {
      var object = objects.get(PackageKey.of(key));
      if (!there.contains(key)
          && object != null
          && tell(new Command.Find(object)) instanceof Reply.Resident resident) {
        tell(new Command.NotWritten(object, resident.stripe(), key.index()));
        here.remove(key);
      }
    }
    warm(List.of(node));
    Thread.startVirtualThread(() -> unwanted.forEach(session::drop));
  }

  private boolean adopt(int node, Inventory.Held held) {
    var key = held.key();
    var code = new StripeCode(key.data(), key.parity());
    var object = objectOf(PackageKey.of(key));
    var whole = (long) held.lengthBytes() * code.data();
    var reply = tell(new Command.Found(object, whole, code, key.index(), node));
    if (!(reply instanceof Reply.Noted)) {
      return false;
    }
    codes.put(object, code);
    believedOn(node).add(key);
    return true;
  }

  /** How many chunks the node is believed to hold, and their bytes. */
  synchronized long[] heldBy(int node) {
    return new long[] {believedOn(node).size(), book.usedBytes(node)};
  }

  /** How many packages have room here. */
  synchronized int packages() {
    return book.objects();
  }

  /** Bytes that chunks take in all functions. */
  synchronized long usedBytes(int fleet) {
    long sum = 0;
    for (int node = 0; node < fleet; node++) {
      sum += book.usedBytes(node);
    }
    return sum;
  }

  private void warm(List<Integer> which) {
    for (int node : which) {
      var link = links.apply(node);
      if (link != null) {
        link.holds(book.holdsSomething(node));
      }
    }
  }

  private @Nullable Reply tell(Command command) {
    var decision = book.decide(command, now());
    decision.events().forEach(book::apply);
    for (var effect : decision.effects()) {
      switch (effect) {
        case Effect.Forget forget -> forget(forget, command);
        case Effect.Restore restore -> {
          // Read again when somebody wants it: the origin is not asked ahead of that.
        }
      }
    }
    return decision.reply();
  }

  /** A stripe that is stored anew keeps its keys: a copy left behind is found by inventory. */
  private void forget(Effect.Forget forget, Command because) {
    var key = keys.get(forget.object());
    var code = codes.get(forget.object());
    if (key == null || code == null) {
      return;
    }
    var chunk = key.chunk(code, forget.chunk());
    believedOn(forget.node()).remove(chunk);
    var link = links.apply(forget.node());
    var session = link == null ? null : link.sessionNow();
    var again = because instanceof Command.Store store && store.object() == forget.object();
    if (session != null && !again) {
      Thread.startVirtualThread(() -> session.drop(chunk));
    }
  }
}
