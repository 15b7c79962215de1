package dev.sheaf.node.cli;

import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.Settings;

/** Starts a node for a verb, turning what can go wrong into a message for people. */
final class Starting {
  private Starting() {}

  static SheafNode start(Settings settings) {
    try {
      return SheafNode.start(settings);
    } catch (NodeStartException e) {
      throw new CliException(String.valueOf(e.getMessage()));
    }
  }
}
