package dev.sheaf.sharding.membership;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
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
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Keeps the list of members and their cards, and shows every change of it.
 *
 * <p>Members come from gossip; cards from a replicated map that each node writes its own entry of.
 * A member is shown from Up until it begins to leave; its card is struck when it is removed.
 */
final class MemberBoard extends AbstractBehavior<MemberBoard.Command> {
  private static final Key<LWWMap<String, NodeCard>> CARDS = LWWMapKey.create("node-cards");
  private static final Duration WRITE_WAIT = Duration.ofSeconds(3);

  /** What the board is told. */
  sealed interface Command {}

  /** Puts up this node's card. */
  record Announce(NodeCard card) implements Command {}

  private record MembershipChanged(MemberEvent event) implements Command {}

  private record CardsChanged(Replicator.SubscribeResponse<LWWMap<String, NodeCard>> response)
      implements Command {}

  private record CardWritten(Replicator.UpdateResponse<LWWMap<String, NodeCard>> response)
      implements Command {}

  private final BiConsumer<ClusterView.Member, List<ClusterView.Member>> screen;
  private final ReplicatorMessageAdapter<Command, LWWMap<String, NodeCard>> replicator;
  private final Cluster cluster;
  private final SelfUniqueAddress writer;
  private final TreeMap<String, Member> up = new TreeMap<>();
  private Map<String, NodeCard> cards = Map.of();
  private NodeCard own = NodeCard.BLANK;

  private MemberBoard(
      ActorContext<Command> context,
      ReplicatorMessageAdapter<Command, LWWMap<String, NodeCard>> replicator,
      BiConsumer<ClusterView.Member, List<ClusterView.Member>> screen) {
    super(context);
    this.screen = screen;
    this.replicator = replicator;
    this.cluster = Cluster.get(context.getSystem());
    this.writer = DistributedData.get(context.getSystem()).selfUniqueAddress();
  }

  /** A board that shows itself and all members on {@code screen} at every change. */
  static Behavior<Command> create(BiConsumer<ClusterView.Member, List<ClusterView.Member>> screen) {
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
    if (event instanceof MemberRemoved && cards.containsKey(id)) {
      write(map -> map.remove(writer, id));
    }
    if (up.remove(id) != null) {
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
    screen.accept(describe(cluster.selfMember(), own), members);
  }

  private NodeCard cardOf(Member member) {
    var isSelf = member.uniqueAddress().equals(cluster.selfMember().uniqueAddress());
    return isSelf ? own : cards.getOrDefault(MemberId.of(member.uniqueAddress()), NodeCard.BLANK);
  }
}
