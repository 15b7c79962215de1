package dev.sheaf.actors.ephemeral;

import dev.sheaf.actors.ControlMessage;
import dev.sheaf.policies.books.EphemeralProtocol;

/** What the {@code EphemeralKeeper} answers. */
public record EphemeralAnswer(EphemeralProtocol.Reply reply) implements ControlMessage {}
