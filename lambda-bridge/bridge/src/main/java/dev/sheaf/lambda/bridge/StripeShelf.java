package dev.sheaf.lambda.bridge;

import dev.sheaf.lambda.bridge.erasure.StripeShape;
import dev.sheaf.policies.books.StripeBook;
import dev.sheaf.policies.books.StripeProtocol.Command;
import dev.sheaf.policies.books.StripeProtocol.Effect;
import dev.sheaf.policies.books.StripeProtocol.Reply;
import dev.sheaf.policies.economics.ChunkLoss;
import dev.sheaf.policies.placement.Decks;
import dev.sheaf.policies.placement.SlotTable;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.Inventory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which packages this node's functions hold: the live shell of {@link StripeBook}, for many readers
 * at once.
 *
 * <p>Nothing here is journaled: what a restart forgets, the functions' inventories tell again. What
 * is believed is held against them by digest whenever a function calls.
 *
 * <p>Packages of versions that nobody reads give way to new ones; others do not, for a scan that
 * does not fit would push out just what it wants next.
 */
final class StripeShelf implements LambdaNode.Shelves {
  private static final long BEFORE_NANOS = System.nanoTime() - 1;

  private final StripeBook book;
  private final FleetMeter meter;
  private final IntFunction<@Nullable NodeLink> links;
  private final Map<PackageKey, Long> objects = new HashMap<>();
  private final Map<Long, PackageKey> keys = new HashMap<>();
  private final Map<Long, StripeCode> codes = new HashMap<>();
  private final Map<Integer, Set<ChunkKey>> believed = new HashMap<>();
  private final Map<Long, Long> touchedNanos = new HashMap<>();
  private final VersionsRead versions = new VersionsRead();
  private final ChunkLoss loss = new ChunkLoss();
  private Consumer<PackageKey> whenDamaged = damaged -> {};
  private long lastObject;
  private final Decks decks;
  private Map<Integer, SlotTable> slots = Map.of();

  /** A shelf over so many functions, none of which gets chunks yet. */
  StripeShelf(FleetSettings settings, FleetMeter meter, IntFunction<@Nullable NodeLink> links) {
    this.book =
        new StripeBook(
            settings.nodes(),
            new StripeBook.Rules(
                settings.chunkBytes() + settings.diskBytes(), settings.upkeep().refillsAtOnce()));
    this.decks = settings.decks();
    this.meter = meter;
    this.links = links;
  }

  /** From now on this hears of packages that have lost a chunk and are to be made whole. */
  synchronized void whenDamaged(Consumer<PackageKey> restore) {
    whenDamaged = restore;
  }

  /** Above zero, and never set back. */
  private static long now() {
    return System.nanoTime() - BEFORE_NANOS;
  }

  /** From now on new stripes go where these tables of this node's decks say. */
  synchronized void placeBy(Map<Integer, SlotTable> ofDecks) {
    slots = Map.copyOf(ofDecks);
  }

  /** Where a new stripe of the package goes; empty when no deck of this node has so many nodes. */
  private Optional<SlotTable> slotsFor(PackageKey key, StripeCode code) {
    return Decks.order(slots.keySet(), key.draw()).stream()
        .map(deck -> Objects.requireNonNull(slots.get(deck), "a deck has a table"))
        .filter(table -> table.nodes() >= code.chunks())
        .findFirst();
  }

  /** The function's deck: without those that get nothing new, if there are enough others. */
  private SlotTable slotsAround(int node, StripeCode code) {
    var deck = decks.of(node);
    var weighted = slots.get(deck);
    if (weighted != null && weighted.nodes() >= code.chunks()) {
      return weighted;
    }
    var all = new int[decks.functions()];
    Arrays.setAll(all, each -> decks.of(each) == deck ? 1 : 0);
    return SlotTable.of(all);
  }

  /** Where a package of this size can be read; empty when it cannot. */
  synchronized Optional<PlacedStripe> find(PackageKey key, long sizeBytes) {
    var at = System.nanoTime();
    if (versions.read(key, at)) {
      warmAll();
    }
    var object = objects.get(key);
    if (object == null
        || !(tell(new Command.Find(object)) instanceof Reply.Resident resident)
        || !fits(object, sizeBytes, resident.chunkBytes())) {
      return Optional.empty();
    }
    var idle = at - touchedNanos.getOrDefault(object, at);
    versions.readAgain(key, idle);
    touchedNanos.put(object, at);
    return Optional.of(
        new PlacedStripe(
            key,
            resident.stripe(),
            codeOf(object),
            resident.chunkBytes(),
            resident.chunks(),
            resident.nodes(),
            idle));
  }

  /** A read found so many of the stripe's chunks gone that were thought to be there. */
  synchronized void met(PlacedStripe stripe, int gone) {
    loss.met(stripe.chunks().size(), gone, stripe.idleNanos());
  }

  /** The probability that a chunk written now is gone when its package is read again. */
  synchronized double lossUntilRead(PackageKey key) {
    return loss.within(versions.rereadNanos(key));
  }

  /** What a function said of its chunks may not be so: what cannot be the package is given up. */
  private boolean fits(long object, long sizeBytes, long chunkBytes) {
    var right = new StripeShape(codeOf(object).data(), sizeBytes).chunkBytes() == chunkBytes;
    if (!right) {
      tell(new Command.Drop(object));
    }
    return right;
  }

  private StripeCode codeOf(long object) {
    return Objects.requireNonNull(codes.get(object), "a stripe has a code");
  }

  /** Keeps room for a package; empty when there is none, or it is here already. */
  synchronized Optional<PlacedStripe> store(PackageKey key, long sizeBytes, StripeCode code) {
    var among = slotsFor(key, code);
    if (among.isEmpty()) {
      return Optional.empty();
    }
    var known = objects.get(key);
    if (known != null && tell(new Command.Find(known)) instanceof Reply.Resident) {
      return Optional.empty();
    }
    var whole = new StripeShape(code.data(), sizeBytes).chunkBytes() * code.data();
    var placed = place(key, whole, code, among.get());
    return placed.isPresent() || !giveUpIdle(key) ? placed : place(key, whole, code, among.get());
  }

  private Optional<PlacedStripe> place(
      PackageKey key, long whole, StripeCode code, SlotTable among) {
    var object = objectOf(key);
    if (tell(new Command.Store(object, whole, code, among, false)) instanceof Reply.Write write) {
      codes.put(object, code);
      touchedNanos.put(object, System.nanoTime());
      return Optional.of(toWrite(key, code, write));
    }
    return Optional.empty();
  }

  private static PlacedStripe toWrite(PackageKey key, StripeCode code, Reply.Write write) {
    return new PlacedStripe(
        key, write.stripe(), code, write.chunkBytes(), write.chunks(), write.nodes(), 0);
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
    var oldest = versions.idleBeside(newcomer, System.nanoTime());
    if (oldest.isEmpty()) {
      return false;
    }
    versions.forget(oldest.get());
    for (var entry : List.copyOf(objects.entrySet())) {
      if (entry.getKey().sameVersion(oldest.get())) {
        tell(new Command.Drop(entry.getValue()));
      }
    }
    return true;
  }

  /** Gives up a package, if it is here. */
  synchronized void drop(PackageKey key) {
    var object = objects.get(key);
    if (object != null) {
      tell(new Command.Drop(object));
    }
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
      warm(node);
    }
  }

  private Set<ChunkKey> believedOn(int node) {
    return believed.computeIfAbsent(node, absent -> new HashSet<>());
  }

  @Override
  public synchronized void lost(int node, long asOfNanos) {
    var gone = believedOn(node).size();
    meter.nodeLost(gone);
    loss.met(0, gone, 0);
    forget(node, asOfNanos);
  }

  @Override
  public synchronized void released(int node) {
    forget(node, 0);
  }

  private void forget(int node, long asOfNanos) {
    believed.remove(node);
    tell(new Command.Lost(node, asOfNanos));
    warm(node);
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
    warm(node);
    Thread.startVirtualThread(() -> unwanted.forEach(session::drop));
  }

  private boolean adopt(int node, Inventory.Held held) {
    var key = held.key();
    var code = new StripeCode(key.data(), key.parity());
    var object = objectOf(PackageKey.of(key));
    var whole = (long) held.lengthBytes() * code.data();
    var among = slotsAround(node, code);
    var found = new Command.Found(object, whole, code, among, key.index(), node);
    if (among.nodes() < code.chunks() || !(tell(found) instanceof Reply.Noted)) {
      return false;
    }
    codes.put(object, code);
    touchedNanos.putIfAbsent(object, System.nanoTime());
    believedOn(node).add(key);
    return true;
  }

  /** How many chunks of each dataset version the node is believed to hold. */
  synchronized Map<PackageKey, Long> versionsOn(int node) {
    var chunks = new LinkedHashMap<PackageKey, Long>();
    believedOn(node).forEach(chunk -> chunks.merge(PackageKey.of(chunk).version(), 1L, Long::sum));
    return chunks;
  }

  @Override
  public synchronized long chunksOn(int node) {
    return believedOn(node).size();
  }

  /** Bytes that chunks take on the node. */
  synchronized long usedBytesOn(int node) {
    return book.usedBytes(node);
  }

  /** How many packages have room here. */
  synchronized int packages() {
    return book.objects();
  }

  /** Looks which versions nobody reads any more: what only they need is not kept warm. */
  @Override
  public synchronized void rest() {
    if (versions.rest(System.nanoTime())) {
      warmAll();
    }
  }

  private void warmAll() {
    believed.keySet().forEach(this::warm);
  }

  private void warm(int node) {
    var link = links.apply(node);
    if (link != null) {
      link.holds(
          believedOn(node).stream().anyMatch(chunk -> versions.isWanted(PackageKey.of(chunk))));
    }
  }

  private @Nullable Reply tell(Command command) {
    var decision = book.decide(command, now());
    decision.events().forEach(book::apply);
    for (var effect : decision.effects()) {
      switch (effect) {
        case Effect.Forget forget -> forget(forget, command);
        case Effect.Restore restore -> {
          var damaged = keys.get(restore.object());
          if (damaged != null) {
            whenDamaged.accept(damaged);
          }
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
