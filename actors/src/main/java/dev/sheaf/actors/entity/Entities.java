package dev.sheaf.actors.entity;

import akka.actor.typed.RecipientRef;

/** Reaches entities by kind and id, wherever they live; an entity starts when first spoken to. */
@FunctionalInterface
public interface Entities {
  /**
   * The entity {@code id} of {@code kind}, by the kind's name and message type.
   *
   * @throws IllegalArgumentException when the kind was not registered
   */
  <M> RecipientRef<M> of(EntityRefKey<M> kind, String id);
}
