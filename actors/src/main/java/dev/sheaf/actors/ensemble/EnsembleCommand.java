package dev.sheaf.actors.ensemble;

import akka.actor.typed.ActorRef;
import dev.sheaf.policies.ensemble.EnsembleSpec;

/** What outsiders tell and ask an {@code EnsembleCoordinator}; its id is the ensemble's name. */
public sealed interface EnsembleCommand extends EnsembleMessage {
  /** The name of the entity kind. */
  String KIND = "ensemble";

  /** Begins the ensemble; answers EnsembleIs, or NameTaken when the name has another spec. */
  record Submit(EnsembleSpec spec, ActorRef<EnsembleReply> replyTo) implements EnsembleCommand {}

  /** Asks how it is; answers EnsembleIs or NoSuchEnsemble. */
  record Describe(ActorRef<EnsembleReply> replyTo) implements EnsembleCommand {}

  /** Ends it; answers EnsembleIs or NoSuchEnsemble. */
  record Stop(String reason, ActorRef<EnsembleReply> replyTo) implements EnsembleCommand {}

  /** Goes on with what is owed; never answered. */
  record Wake() implements EnsembleCommand {}
}
