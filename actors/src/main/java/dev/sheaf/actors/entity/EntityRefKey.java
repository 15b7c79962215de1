package dev.sheaf.actors.entity;

/**
 * The address of a kind of entity: enough to speak to one, without knowing its behaviour.
 *
 * @param name the kind's name
 * @param protocol the type of its messages
 * @param <M> the type of its messages
 */
public record EntityRefKey<M>(String name, Class<M> protocol) {}
