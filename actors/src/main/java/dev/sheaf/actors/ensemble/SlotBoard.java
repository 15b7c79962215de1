package dev.sheaf.actors.ensemble;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps a node's view of the slots of its cluster: asks every keeper that the receptionist knows.
 */
public final class SlotBoard implements Slots {
  private final AtomicReference<List<SlotOffer>> offers = new AtomicReference<>(List.of());

  private SlotBoard() {}

  /** A board that follows the cluster. */
  public static SlotBoard start(ActorSystem<?> system) {
    var board = new SlotBoard();
    system.systemActorOf(board.following(), "slot-board", Props.empty());
    return board;
  }

  @Override
  public List<SlotOffer> offers() {
    return offers.get();
  }

  /** What the board's actor hears; stays on the node. */
  private sealed interface News {
    record Keepers(Set<ActorRef<SlotCommand>> refs) implements News {}

    record Offered(SlotOffer offer) implements News {}
  }

  private Behavior<News> following() {
    return Behaviors.setup(context -> new Following(context, offers));
  }

  private static final class Following extends AbstractBehavior<News> {
    private final AtomicReference<List<SlotOffer>> board;
    private final Map<ActorRef<SlotCommand>, SlotOffer> known = new HashMap<>();
    private final Set<ActorRef<SlotCommand>> keepers = new HashSet<>();
    private final ActorRef<SlotOffer> answers;

    Following(ActorContext<News> context, AtomicReference<List<SlotOffer>> board) {
      super(context);
      this.board = board;
      this.answers = context.messageAdapter(SlotOffer.class, News.Offered::new);
      var listings =
          context.messageAdapter(
              Receptionist.Listing.class,
              listing -> new News.Keepers(listing.getServiceInstances(SlotCommand.KEEPERS)));
      context
          .getSystem()
          .receptionist()
          .tell(Receptionist.subscribe(SlotCommand.KEEPERS, listings));
    }

    @Override
    public Receive<News> createReceive() {
      return newReceiveBuilder().onAnyMessage(this::on).build();
    }

    private Behavior<News> on(News news) {
      switch (news) {
        case News.Keepers(Set<ActorRef<SlotCommand>> refs) -> {
          keepers.clear();
          keepers.addAll(refs);
          known.keySet().retainAll(refs);
          refs.stream()
              .filter(keeper -> !known.containsKey(keeper))
              .forEach(keeper -> keeper.tell(new SlotCommand.Introduce(answers)));
        }
        case News.Offered(SlotOffer offer) -> {
          if (keepers.contains(offer.keeper())) {
            known.put(offer.keeper(), offer);
          }
        }
      }
      board.set(known.values().stream().sorted(Comparator.comparing(SlotOffer::node)).toList());
      return this;
    }
  }
}
