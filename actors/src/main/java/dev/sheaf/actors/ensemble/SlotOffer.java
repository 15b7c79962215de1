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
 */
public record SlotOffer(
    String node, int slots, long slotBytes, TrainerOffer trainers, ActorRef<SlotCommand> keeper)
    implements ControlMessage {}
