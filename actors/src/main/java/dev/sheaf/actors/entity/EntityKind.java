package dev.sheaf.actors.entity;

import akka.actor.typed.Behavior;
import java.util.function.Function;

/**
 * A kind of entity: its name, its protocol, the behaviour of one, and where it may live.
 *
 * @param name the kind's name, also the prefix of its persistence ids
 * @param protocol the type of its messages
 * @param behaviour makes the behaviour of the entity with the given id
 * @param role the node role on which it lives
 * @param spread how its entities are spread over the nodes of that role
 * @param <M> the type of its messages
 */
public record EntityKind<M>(
    String name,
    Class<M> protocol,
    Function<String, Behavior<M>> behaviour,
    String role,
    Spread spread) {

  /** How entities are spread over nodes. */
  public enum Spread {
    /** Evenly, wherever there is room. */
    BALANCED,
    /** By weighted rendezvous of the partition number: every node can compute the owner. */
    RENDEZVOUS
  }
}
