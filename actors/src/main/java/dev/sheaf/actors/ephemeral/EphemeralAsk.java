package dev.sheaf.actors.ephemeral;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.ControlMessage;
import dev.sheaf.policies.books.EphemeralProtocol;

/** Tells or asks the {@code EphemeralKeeper} something; there is one, with the id {@link #ID}. */
public record EphemeralAsk(EphemeralProtocol.Command command, ActorRef<EphemeralAnswer> replyTo)
    implements ControlMessage {
  /** The name of the entity kind. */
  public static final String KIND = "ephemeral";

  /** The id of the one keeper. */
  public static final String ID = "ephemeral";
}
