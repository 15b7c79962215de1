package dev.sheaf.actors.ensemble;

import dev.sheaf.actors.ControlMessage;
import dev.sheaf.policies.books.LifeProtocol;

/** What an ensemble's journal holds. */
public sealed interface EnsembleEvent extends ControlMessage {
  /** Something happened to the ensemble. */
  record Happened(LifeProtocol.Event event, long atMillis) implements EnsembleEvent {}

  /** A member trains on this node from now on. */
  record Seated(int round, String member, String node) implements EnsembleEvent {}

  /** The node that was chosen has no room for the member. */
  record Unseated(String member) implements EnsembleEvent {}

  /** Something that decides nothing, but people want to know. */
  record Noticed(String text, long atMillis) implements EnsembleEvent {}
}
