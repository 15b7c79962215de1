package dev.sheaf.actors.importance;

import java.util.function.Consumer;

/** Brings what other nodes were told of a job's losses. */
@FunctionalInterface
public interface LossPeers {
  /** Where nobody else is. */
  LossPeers NONE = (name, each) -> {};

  /** Gives the page with this {@link LossShelf} name of every other node that has it; blocks. */
  void pages(String name, Consumer<byte[]> each);
}
