package dev.sheaf.actors.division;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.ControlMessage;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.policies.division.MemoryDivision.Wish;

/** What a {@code MemoryDivider} is told; its entity id is {@link #ID}. */
public sealed interface DividerCommand extends ControlMessage {
  /** The name of the entity kind. */
  String KIND = "memory-divider";

  /** The only one there is. */
  String ID = "memory";

  /**
   * Says what a dataset's jobs gain by memory; answers {@link ConductorCommand.Share}. Said again
   * and again: who is silent is not counted.
   */
  record Report(Wish wish, ActorRef<ConductorCommand> replyTo) implements DividerCommand {}
}
