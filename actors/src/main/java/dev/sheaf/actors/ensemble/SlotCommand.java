package dev.sheaf.actors.ensemble;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.ServiceKey;
import dev.sheaf.actors.ControlMessage;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import java.util.List;

/**
 * What the keeper of a node's slots is told; every command may be repeated.
 *
 * <p>A seat is what a keeper knows of one member of one ensemble; it takes a slot while its trainer
 * runs, and stays until it is told to leave.
 */
public sealed interface SlotCommand extends ControlMessage {
  /** Finds the keepers of a cluster. */
  ServiceKey<SlotCommand> KEEPERS = ServiceKey.create(SlotCommand.class, "slot-keepers");

  /** Asks what the node has; answers SlotOffer. */
  record Introduce(ActorRef<SlotOffer> replyTo) implements SlotCommand {}

  /**
   * Trains a member, from its last checkpoint if it has one; nothing when it does so already.
   *
   * @param spec with this member only
   * @param round a later one replaces what runs
   * @param life how often the member lost its worker before; a later one replaces what runs, too
   * @param profileSteps after so many steps it is saved, and its pace told; 0 = to the end
   */
  record Train(EnsembleSpec spec, int round, int life, int profileSteps) implements SlotCommand {}

  /**
   * Lets a member rest at the next boundary of a step: its slot is free for others, its process
   * stays where it is. Train lets it go on; where there is no room by then, it is saved and ended.
   */
  record Pause(String ensemble, String member, int round) implements SlotCommand {}

  /** A member of this node rests; its seat says so itself. */
  record Rested(String ensemble, String member, int round) implements SlotCommand {}

  /** A trainer of this node ended, by a fault of the machine or not; its seat says so itself. */
  record Ran(boolean systemError) implements SlotCommand {}

  /** A trainer was started on this node to see whether that works; the node says so itself. */
  record Probed(String error) implements SlotCommand {}

  /** Writes a checkpoint of a member and frees its slot. */
  record Save(String ensemble, String member, int round) implements SlotCommand {}

  /** Forgets a member, and ends what it runs. */
  record Leave(String ensemble, String member) implements SlotCommand {}

  /** What the seat has told, up to this number, is noted. */
  record Noted(String ensemble, String member, long number) implements SlotCommand {}

  /**
   * Who prepares the batches that members share; said again and again, the last word holds.
   *
   * @param job in whose order they are fed
   * @param preparer the data port of the node that does so; empty where it is this node
   * @param takers the nodes that take them from it, ids
   */
  record Share(String job, String preparer, List<String> takers) implements SlotCommand {
    /** A command that owns its list. */
    public Share {
      takers = List.copyOf(takers);
    }
  }

  /** Compares members by what they predicted; answered by SlotReport.Compared. */
  record Compare(EnsembleSpec spec, List<String> members) implements SlotCommand {
    /** A command that owns its list. */
    public Compare {
      members = List.copyOf(members);
    }
  }
}
