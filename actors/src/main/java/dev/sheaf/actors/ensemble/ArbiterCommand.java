package dev.sheaf.actors.ensemble;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.ControlMessage;
import dev.sheaf.policies.scheduling.SlotClaim;

/** What the one {@code SlotArbiter} of a cluster is told. */
public sealed interface ArbiterCommand extends ControlMessage {
  /** The name of the entity kind. */
  String KIND = "slots";

  /** The id of the only one. */
  String ID = "cluster";

  /**
   * What an ensemble wants and has; answered by SlotReport.Granted, now and whenever that changes.
   * One that wants nothing any more is forgotten.
   */
  record Claim(SlotClaim claim, ActorRef<EnsembleMessage> replyTo) implements ArbiterCommand {}

  /** A while has passed. */
  record Tick() implements ArbiterCommand {}
}
