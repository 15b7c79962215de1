package dev.sheaf.sharding.membership;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.ClusterEvent.MemberDowned;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.ClusterEvent.MemberUp;
import akka.cluster.Member;
import akka.cluster.ddata.Key;
import akka.cluster.ddata.LWWMap;
import akka.cluster.ddata.LWWMapKey;
import akka.cluster.ddata.SelfUniqueAddress;
import akka.cluster.ddata.typed.javadsl.DistributedData;
import akka.cluster.ddata.typed.javadsl.Replicator;
import akka.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import dev.sheaf.actors.entity.ClusterView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps the list of members and their cards, and shows every change of it.
 *
 * <p>Members come from gossip; cards from a replicated map that each node writes its own entry of.
 * A member is shown from Up until it begins to leave, and among those that leave until {@link
 * #AFTERWARDS} after it was removed; its card is struck then. One that was downed is shown no more.
 */
final class MemberBoard extends AbstractBehavior<MemberBoard.Command> {
  private static final Key<LWWMap<String, NodeCard>> CARDS = LWWMapKey.create("node-cards");
  private static final Duration WRITE_WAIT = Duration.ofSeconds(3);

  /** How long a node that has left in order may still answer at its data port. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(10);

  /** What is put on the screen: this node, the members, and those of before that are leaving. */
  record Shown(
      ClusterView.Member self, List<ClusterView.Member> members, List<ClusterView.Member> leaving) {
    Shown {
      members = List.copyOf(members);
      leaving = List.copyOf(leaving);
    }
  }

  /** What the board is told. */
  sealed interface Command {}

  /** Puts up this node's card. */
  record Announce(NodeCard card) implements Command {}

  private record MembershipChanged(MemberEvent event) implements Command {}

  private record CardsChanged(Replicator.SubscribeResponse<LWWMap<String, NodeCard>> response)
      implements Command {}

  private record Gone(String id) implements Command {}

  private record CardWritten(Replicator.UpdateResponse<LWWMap<String, NodeCard>> response)
      implements Command {}

  private final Consumer<Shown> screen;
  private final ReplicatorMessageAdapter<Command, LWWMap<String, NodeCard>> replicator;
  private final Cluster cluster;
  private final SelfUniqueAddress writer;
  private final TreeMap<String, Member> up = new TreeMap<>();
  private final TreeMap<String, ClusterView.Member> leaving = new TreeMap<>();
  private Map<String, NodeCard> cards = Map.of();
  private NodeCard own = NodeCard.BLANK;

  private MemberBoard(
      ActorContext<Command> context,
      ReplicatorMessageAdapter<Command, LWWMap<String, NodeCard>> replicator,
      Consumer<Shown> screen) {
    super(context);
    this.screen = screen;
    this.replicator = replicator;
    this.cluster = Cluster.get(context.getSystem());
    this.writer = DistributedData.get(context.getSystem()).selfUniqueAddress();
  }

  /** A board that shows itself and all members on {@code screen} at every change. */
  static Behavior<Command> create(Consumer<Shown> screen) {
    return Behaviors.setup(context ->
        DistributedData.withReplicatorMessageAdapter(
            (ReplicatorMessageAdapter<Command, LWWMap<String, NodeCard>> replicator) ->
                new MemberBoard(context, replicator, screen).subscribed()));
  }

  /** A member for the view: its place, what it does, its capacity, and its card. */
  static ClusterView.Member describe(Member member, NodeCard card) {
    return new ClusterView.Member(
        MemberId.of(member.uniqueAddress()),
        MemberRoles.roles(member.getRoles()),
        card.apiAddress(),
        card.dataAddress(),
        MemberRoles.cacheBytes(member.getRoles()));
  }

  private MemberBoard subscribed() {
    var changes = getContext().messageAdapter(MemberEvent.class, MembershipChanged::new);
    cluster.subscriptions().tell(Subscribe.create(changes, MemberEvent.class));
    replicator.subscribe(CARDS, CardsChanged::new);
    return this;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(command -> {
          handle(command);
          return this;
        })
        .build();
  }

  private void handle(Command command) {
    switch (command) {
      case Announce(var card) -> announce(card);
      case MembershipChanged(MemberUp event) -> add(event.member());
      case MembershipChanged(MemberEvent event) -> remove(event);
      case Gone(var id) -> forget(id);
      case CardsChanged(Replicator.Changed<LWWMap<String, NodeCard>> changed) ->
          read(changed.get(CARDS));
      case CardsChanged _ -> {}
      case CardWritten(Replicator.UpdateTimeout<LWWMap<String, NodeCard>> _) ->
          getContext().getLog().debug("Not every node has the cards yet; gossip brings them.");
      case CardWritten _ -> {}
    }
  }

  private void announce(NodeCard card) {
    own = card;
    write(map -> map.put(writer, MemberId.of(writer.uniqueAddress()), card));
    show();
  }

  private void add(Member member) {
    up.put(MemberId.of(member.uniqueAddress()), member);
    show();
  }

  private void remove(MemberEvent event) {
    var id = MemberId.of(event.member().uniqueAddress());
    var was = up.remove(id);
    if (event instanceof MemberDowned) {
      forget(id);
    } else if (was != null && !(event instanceof MemberRemoved)) {
      leaving.put(id, describe(was, cardOf(was)));
    }
    if (event instanceof MemberRemoved) {
      if (cards.containsKey(id)) {
        write(map -> map.remove(writer, id));
      }
      getContext().scheduleOnce(AFTERWARDS, getContext().getSelf(), new Gone(id));
    }
    show();
  }

  private void forget(String id) {
    if (leaving.remove(id) != null) {
      show();
    }
  }

  private void read(LWWMap<String, NodeCard> map) {
    cards = Map.copyOf(map.getEntries());
    show();
  }

  private void write(Function<LWWMap<String, NodeCard>, LWWMap<String, NodeCard>> change) {
    replicator.askUpdate(
        replyTo ->
            new Replicator.Update<>(
                CARDS, LWWMap.empty(), new Replicator.WriteAll(WRITE_WAIT), replyTo, change),
        CardWritten::new);
  }

  private void show() {
    var members = up.values().stream().map(member -> describe(member, cardOf(member))).toList();
    screen.accept(
        new Shown(describe(cluster.selfMember(), own), members, List.copyOf(leaving.values())));
  }

  private NodeCard cardOf(Member member) {
    var isSelf = member.uniqueAddress().equals(cluster.selfMember().uniqueAddress());
    return isSelf ? own : cards.getOrDefault(MemberId.of(member.uniqueAddress()), NodeCard.BLANK);
  }
}
