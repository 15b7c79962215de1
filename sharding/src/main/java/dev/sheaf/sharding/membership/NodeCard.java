package dev.sheaf.sharding.membership;

import dev.sheaf.actors.ControlMessage;

/**
 * What a node tells the others about itself once its ports are bound.
 *
 * @param apiAddress {@code host:port} of its HTTP API; empty when it has none
 * @param dataAddress {@code host:port} of its data port; empty when it has none
 */
public record NodeCard(String apiAddress, String dataAddress) implements ControlMessage {
  /** The card of a node that has not bound its ports yet. */
  static final NodeCard BLANK = new NodeCard("", "");
}
