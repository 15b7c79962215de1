package dev.sheaf.actors.ensemble;

import dev.sheaf.actors.ControlMessage;

/** What an {@code EnsembleCoordinator} answers. */
public sealed interface EnsembleReply extends ControlMessage {
  /** What is so about an ensemble. */
  record EnsembleIs(EnsembleView view) implements EnsembleReply {}

  /** The name belongs to an ensemble of another spec. */
  record NameTaken(String name) implements EnsembleReply {}

  /** No ensemble has this name. */
  record NoSuchEnsemble(String name) implements EnsembleReply {}
}
