package dev.sheaf.actors.ensemble;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.ControlMessage;

/**
 * What a node has to train on.
 *
 * @param node its id
 * @param slots trainers that may run at once
 * @param slotBytes what a trainer's model, gradients and batch may take
 * @param trainers what trains there
 * @param keeper who is told what to train
 * @param dataAddress {@code host:port} of its data port, from which others take what it prepares
 */
public record SlotOffer(
    String node,
    int slots,
    long slotBytes,
    TrainerOffer trainers,
    ActorRef<SlotCommand> keeper,
    String dataAddress)
    implements ControlMessage {
  /** A node whose data port nobody asks for what it prepares. */
  public SlotOffer(
      String node, int slots, long slotBytes, TrainerOffer trainers, ActorRef<SlotCommand> keeper) {
    this(node, slots, slotBytes, trainers, keeper, "");
  }
}
