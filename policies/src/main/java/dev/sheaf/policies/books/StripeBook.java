package dev.sheaf.policies.books;

import dev.sheaf.policies.books.StripeProtocol.Command;
import dev.sheaf.policies.books.StripeProtocol.Effect;
import dev.sheaf.policies.books.StripeProtocol.Event;
import dev.sheaf.policies.books.StripeProtocol.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Knows which objects a fleet holds, on which nodes their chunks are, and which chunks are lost.
 *
 * <pre>
 *   absent ─Store─► placed ─Written × d─► resident ─Lost × (p+1)─► broken ─Store─► placed
 *      ▲                                     │  ▲
 *      └──────── evicted, Drop ──────────────┘  └─ Rebuild, Written: lost chunks again
 * </pre>
 *
 * <p>Room is counted from the moment a chunk is placed until it is evicted or lost, so a node never
 * gets more than it can hold. Victims are whole objects, by CLOCK; the newcomer inherits the nodes
 * of the first one. When {@code repairAtOnce} is set, a loss asks for a repair; otherwise it is
 * found when somebody reads.
 *
 * <p><i>Cost:</i> O(chunks) a command and O(1) amortised for the clock; a loss is O(the node's
 * chunks). <i>Source:</i> object-level CLOCK with inherited placement: Wang et al., "InfiniCache",
 * FAST 2020, §3.2, and its released proxy.
 */
public final class StripeBook implements Book<Command, Event, Effect, Reply> {
  /**
   * What the fleet is.
   *
   * @param capacityBytes of each node
   * @param repairAtOnce whether a lost chunk is restored before anybody asks for it
   */
  public record Rules(long capacityBytes, boolean repairAtOnce) {}

  private final Rules rules;
  private final Shelf[] shelves;
  private final StripeClock clock = new StripeClock();
  private final HashMap<Long, Stripe> stripes = new HashMap<>();
  private long placed;

  /** A fleet of {@code nodes} that holds nothing. */
  public StripeBook(int nodes, Rules rules) {
    this.rules = rules;
    this.shelves = new Shelf[nodes];
    for (int i = 0; i < nodes; i++) {
      shelves[i] = new Shelf();
    }
  }

  /** Whether the node holds a chunk or is about to. */
  public boolean holdsSomething(int node) {
    return shelves[node].size() > 0;
  }

  /** Bytes that are kept or reserved on the node. */
  public long usedBytes(int node) {
    return shelves[node].usedBytes();
  }

  /** Bytes that a node can hold. */
  public long capacityBytes() {
    return rules.capacityBytes();
  }

  /** The size of the object, to a chunk's rounding; 0 when this stripe is no longer placed. */
  public long sizeBytes(long object, long stripe) {
    var known = current(object, stripe);
    return known == null ? 0 : known.chunkBytes * known.code.data();
  }

  /** How many objects are placed. */
  public int objects() {
    return stripes.size();
  }

  /** Whether this chunk of this stripe is believed to be readable. */
  public boolean readable(long object, long stripe, int chunk) {
    var known = current(object, stripe);
    return known != null && known.readable(chunk);
  }

  @Override
  public Decision<Event, Effect, Reply> decide(Command command, long now) {
    return switch (command) {
      case Command.Find find -> find(find.object());
      case Command.Store store -> store(store);
      case Command.Found found -> found(found, now);
      case Command.Rebuild rebuild -> rebuild(rebuild);
      case Command.Written written -> written(written, now);
      case Command.NotWritten not -> notWritten(not);
      case Command.Lost lost -> lost(lost);
      case Command.Drop drop -> drop(drop.object());
    };
  }

  private Decision<Event, Effect, Reply> find(long object) {
    var stripe = stripes.get(object);
    if (stripe == null) {
      return Decision.reply(new Reply.Absent());
    }
    var chunks = stripe.chunks(true);
    var reply =
        chunks.size() < stripe.code.data()
            ? new Reply.Broken(stripe.number)
            : new Reply.Resident(stripe.number, stripe.chunkBytes, chunks, stripe.places());
    return new Decision<>(
        stripe.referenced ? List.of() : List.of(new Event.Touched(object)), List.of(), reply);
  }

  private Decision<Event, Effect, Reply> store(Command.Store store) {
    var chunkBytes = store.code().chunkBytes(store.sizeBytes());
    if (chunkBytes > rules.capacityBytes()) {
      return Decision.reply(new Reply.TooLarge(rules.capacityBytes() * store.code().data()));
    }
    var eviction = new Eviction(clock, shelves, rules.capacityBytes());
    var old = stripes.get(store.object());
    if (old != null) {
      eviction.drop(old);
    }
    var number = placed + 1;
    var drawn = store.slots().place(number, store.code().chunks());
    var evicted = eviction.victims().size();
    var nodes = eviction.place(drawn, chunkBytes);
    if (!store.evict() && eviction.victims().size() > evicted) {
      return Decision.reply(new Reply.Full());
    }
    var events = new ArrayList<Event>();
    var effects = evict(eviction, events);
    var all = IntStream.range(0, store.code().chunks()).boxed().toList();
    events.add(new Event.Placed(store.object(), number, store.sizeBytes(), store.code(), nodes));
    events.add(new Event.Reserved(store.object(), all));
    return new Decision<>(
        events, effects, new Reply.Write(number, chunkBytes, all, List.copyOf(nodes)));
  }

  /** What nobody knew of is a stripe of which only this chunk is left; a second copy goes. */
  private Decision<Event, Effect, Reply> found(Command.Found found, long now) {
    var stripe = stripes.get(found.object());
    var events = new ArrayList<Event>(2);
    if (stripe == null) {
      var number = placed + 1;
      var nodes = found.slots().place(number, found.code().chunks());
      events.add(new Event.Placed(found.object(), number, found.sizeBytes(), found.code(), nodes));
    } else if (!stripe.code.equals(found.code()) || !stripe.gone(found.chunk())) {
      var known =
          stripe.code.equals(found.code()) && stripe.nodes.get(found.chunk()) == found.node();
      return Decision.reply(known ? new Reply.Noted() : new Reply.Absent());
    }
    events.add(new Event.ChunkFound(found.object(), found.chunk(), found.node(), now));
    return new Decision<>(events, List.of(), new Reply.Noted());
  }

  private Decision<Event, Effect, Reply> rebuild(Command.Rebuild rebuild) {
    var stripe = current(rebuild.object(), rebuild.stripe());
    var lost = stripe == null ? List.<Integer>of() : stripe.chunks(false);
    if (stripe == null || lost.isEmpty()) {
      return Decision.reply(new Reply.Noted());
    }
    var eviction = new Eviction(clock, shelves, rules.capacityBytes());
    eviction.makeRoom(nodesOf(stripe, lost), stripe.chunkBytes);
    if (eviction.victims().contains(stripe)) {
      return drop(stripe.object);
    }
    var events = new ArrayList<Event>();
    var effects = evict(eviction, events);
    events.add(new Event.Reserved(stripe.object, lost));
    return new Decision<>(
        events, effects, new Reply.Write(stripe.number, stripe.chunkBytes, lost, stripe.places()));
  }

  private static List<Integer> nodesOf(Stripe stripe, List<Integer> chunks) {
    var nodes = new ArrayList<Integer>(chunks.size());
    for (int chunk : chunks) {
      nodes.add(stripe.nodes.get(chunk));
    }
    return nodes;
  }

  private List<Effect> evict(Eviction eviction, List<Event> events) {
    var effects = new ArrayList<Effect>();
    if (eviction.steps() > 0) {
      events.add(new Event.Swept(eviction.steps()));
    }
    for (var victim : eviction.victims()) {
      events.add(new Event.Dropped(victim.object));
      forget(victim, effects);
    }
    return effects;
  }

  private static void forget(Stripe stripe, List<Effect> effects) {
    for (int chunk : stripe.chunks(true)) {
      effects.add(new Effect.Forget(stripe.nodes.get(chunk), stripe.object, stripe.number, chunk));
    }
  }

  private Decision<Event, Effect, Reply> written(Command.Written written, long now) {
    var stripe = current(written.object(), written.stripe());
    if (stripe == null || !stripe.reserved(written.chunk())) {
      return Decision.reply(new Reply.Absent());
    }
    return new Decision<>(
        List.of(new Event.ChunkWritten(stripe.object, written.chunk(), now)),
        List.of(),
        new Reply.Noted());
  }

  private Decision<Event, Effect, Reply> notWritten(Command.NotWritten not) {
    var stripe = current(not.object(), not.stripe());
    if (stripe == null || stripe.gone(not.chunk())) {
      return Decision.reply(new Reply.Absent());
    }
    return new Decision<>(
        List.of(new Event.ChunkGone(stripe.object, not.chunk())), List.of(), new Reply.Noted());
  }

  private Decision<Event, Effect, Reply> lost(Command.Lost lost) {
    var effects = new ArrayList<Effect>();
    var shelf = shelves[lost.node()];
    for (int i = 0; rules.repairAtOnce() && i < shelf.size(); i++) {
      var stripe = shelf.stripe(i);
      if (stripe.writtenAfter(shelf.chunk(i), lost.asOfNanos())) {
        effects.add(new Effect.Restore(stripe.object, stripe.number));
      }
    }
    return new Decision<>(
        List.of(new Event.NodeLost(lost.node(), lost.asOfNanos())), effects, new Reply.Noted());
  }

  private Decision<Event, Effect, Reply> drop(long object) {
    var stripe = stripes.get(object);
    if (stripe == null) {
      return Decision.reply(new Reply.Absent());
    }
    var effects = new ArrayList<Effect>();
    forget(stripe, effects);
    return new Decision<>(List.of(new Event.Dropped(object)), effects, new Reply.Noted());
  }

  private @Nullable Stripe current(long object, long number) {
    var stripe = stripes.get(object);
    return stripe == null || stripe.number != number ? null : stripe;
  }

  @Override
  public void apply(Event event) {
    switch (event) {
      case Event.Touched touched -> known(touched.object()).referenced = true;
      case Event.Swept swept -> clock.sweep(swept.steps());
      case Event.Dropped dropped -> remove(known(dropped.object()));
      case Event.Placed placing -> add(placing);
      case Event.ChunkFound found -> applyFound(found);
      case Event.Reserved reserved ->
          reserved.chunks().forEach(chunk -> reserve(known(reserved.object()), chunk));
      case Event.ChunkWritten written ->
          known(written.object()).written(written.chunk(), written.atNanos());
      case Event.ChunkGone gone -> lose(known(gone.object()), gone.chunk());
      case Event.NodeLost lost -> loseAfter(shelves[lost.node()], lost.asOfNanos());
    }
  }

  private Stripe known(long object) {
    var stripe = stripes.get(object);
    if (stripe == null) {
      throw new IllegalStateException("an event must name an object that is placed: " + object);
    }
    return stripe;
  }

  private void add(Event.Placed placing) {
    placed = placing.stripe();
    var stripe = new Stripe(placing, clock.nextIndex());
    clock.add(stripe);
    stripes.put(stripe.object, stripe);
  }

  private void applyFound(Event.ChunkFound found) {
    var stripe = known(found.object());
    stripe.moveTo(found.chunk(), found.node());
    reserve(stripe, found.chunk());
    stripe.written(found.chunk(), found.atNanos());
  }

  private void reserve(Stripe stripe, int chunk) {
    stripe.reserve(chunk);
    shelves[stripe.nodes.get(chunk)].add(stripe, chunk);
  }

  private void remove(Stripe stripe) {
    for (int chunk = 0; chunk < stripe.nodes.size(); chunk++) {
      if (!stripe.gone(chunk)) {
        lose(stripe, chunk);
      }
    }
    clock.remove(stripe);
    stripes.remove(stripe.object);
  }

  private void lose(Stripe stripe, int chunk) {
    shelves[stripe.nodes.get(chunk)].remove(stripe, chunk);
    stripe.lose(chunk);
  }

  private void loseAfter(Shelf shelf, long asOfNanos) {
    for (int i = shelf.size() - 1; i >= 0; i--) {
      if (shelf.stripe(i).writtenAfter(shelf.chunk(i), asOfNanos)) {
        lose(shelf.stripe(i), shelf.chunk(i));
      }
    }
  }

  @Override
  public List<Effect> wake(long now) {
    return List.of();
  }
}
