package dev.sheaf.lambda.bridge;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.policies.placement.Decks;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The functions that are this node's: its decks of the fleet, drawn among the cache nodes that are
 * Up.
 *
 * <pre>
 *   foreign ─ the slice has it ─► adopting ─ 3 s, still ours ─► owned ─ the slice has it no more ─► foreign
 * </pre>
 *
 * <p>A function that was another node's a moment ago may still serve that one; it returns when its
 * bridge has been silent for 2 s, so it is not called before 3 s have passed. With the first look
 * at a cluster of one nobody else can have called.
 */
final class LambdaFleet extends AbstractBehavior<LambdaFleet.Command> {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration ADOPTION = Duration.ofSeconds(3);
  private static final int LOOKS_A_WEIGHING = 5;

  private final LambdaNode.Ports ports;
  private final ClusterView view;
  private final Slice slice;
  private final Map<Integer, Long> adoptingSince = new HashMap<>();
  private final RecipientRef<ChunkPlacement.Command> placement;
  private final Decks decks;
  private ChunkPlacement.Weights weights = ChunkPlacement.Weights.EVEN;
  private List<ClusterView.Member> seen = List.of();
  private @Nullable DeckOwners owners;
  private boolean looked;
  private int looks;

  /** What a fleet is told. */
  sealed interface Command {
    /** Look who is there. */
    record Look() implements Command {}

    /** How much each function may get. */
    record Weigh(ChunkPlacement.Weights weights) implements Command {}
  }

  /** Which functions are owned, for readers; and who hears when that changes. */
  static final class Slice {
    private final AtomicReferenceArray<@Nullable NodeLink> links;
    private final Consumer<ChunkPlacement.Weights> changed;

    Slice(int nodes, Consumer<ChunkPlacement.Weights> changed) {
      this.links = new AtomicReferenceArray<>(nodes);
      this.changed = changed;
    }

    /** The way to a function; null when it is not this node's. */
    @Nullable NodeLink link(int node) {
      return links.get(node);
    }

    int length() {
      return links.length();
    }

    private void set(int node, @Nullable NodeLink link) {
      links.set(node, link);
    }
  }

  static Behavior<Command> create(
      LambdaNode.Ports ports,
      ClusterView view,
      RecipientRef<ChunkPlacement.Command> placement,
      Slice slice) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          timers.startTimerWithFixedDelay(new Command.Look(), Duration.ofMillis(100), LOOK);
          return new LambdaFleet(context, ports, view, placement, slice);
        }));
  }

  private LambdaFleet(
      ActorContext<Command> context,
      LambdaNode.Ports ports,
      ClusterView view,
      RecipientRef<ChunkPlacement.Command> placement,
      Slice slice) {
    super(context);
    this.placement = placement;
    this.ports = ports;
    this.view = view;
    this.slice = slice;
    this.decks = ports.settings().decks();
  }

  private static long caches(List<ClusterView.Member> members) {
    return members.stream().filter(member -> member.roles().contains("cache")).count();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Command.Look.class, look -> look())
        .onMessage(Command.Weigh.class, weigh -> weigh(weigh.weights()))
        .build();
  }

  private Behavior<Command> weigh(ChunkPlacement.Weights now) {
    if (now.version() > weights.version()) {
      weights = now;
      slice.changed.accept(weights);
    }
    return this;
  }

  private void askForWeights() {
    placement.tell(
        new ChunkPlacement.Command.Show(
            getContext().messageAdapter(ChunkPlacement.Weights.class, Command.Weigh::new)));
  }

  private Behavior<Command> look() {
    var members = view.members();
    if (owners == null || !members.equals(seen)) {
      owners = DeckOwners.of(decks, members);
      seen = members;
    }
    if (!owners.known()) {
      return this;
    }
    var self = DeckOwners.address(view.self());
    var alone = !looked && caches(members) == 1 && owners.owns(self, 0);
    looked = true;
    var now = System.nanoTime();
    var before = owned();
    for (int node = 0; node < slice.length(); node++) {
      if (owners.owns(self, node)) {
        var since = adoptingSince.computeIfAbsent(node, first -> now);
        if (slice.link(node) == null && (alone || now - since >= ADOPTION.toNanos())) {
          adopt(node);
        }
      } else {
        adoptingSince.remove(node);
        release(node);
      }
    }
    if (!before.equals(owned())) {
      slice.changed.accept(weights);
    }
    ports.shelves().rest();
    if (looks++ % LOOKS_A_WEIGHING == 0) {
      askForWeights();
    }
    return this;
  }

  private Set<Integer> owned() {
    var owned = new TreeSet<Integer>();
    for (int node = 0; node < slice.length(); node++) {
      if (slice.link(node) != null) {
        owned.add(node);
      }
    }
    return owned;
  }

  private void adopt(int node) {
    var current = new AtomicReference<@Nullable Session>();
    var actor = getContext().spawnAnonymous(LambdaNode.create(node, ports, current));
    slice.set(node, new NodeLink(actor, current));
    // Called once, so that it says what it still holds for an owner before.
    actor.tell(new LambdaNode.Command.Need(new CompletableFuture<>()));
  }

  private void release(int node) {
    var link = slice.link(node);
    if (link != null) {
      slice.set(node, null);
      ports.shelves().released(node);
      ports.complaints().about(node, "");
      ActorRef<LambdaNode.Command> actor = link.actor();
      getContext().stop(actor);
    }
  }
}
