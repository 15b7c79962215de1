package dev.sheaf.node.torture.mischief;

import static dev.sheaf.policies.vocabulary.Draw.below;
import static dev.sheaf.policies.vocabulary.Draw.draw;

import dev.sheaf.node.torture.mischief.Shape.Door;

/** What nobody could send by an HTTP client. */
public final class Conversations {
  private Conversations() {}

  /** A pure function of the seed; twice as often at the data port as at the API. */
  public static Conversation of(long seed) {
    var door = below(draw(seed, 8), 3) == 0 ? Door.API : Door.DATA;
    return below(draw(seed, 9), 4) == 0 ? Strangers.of(door, seed) : Framings.of(door, seed);
  }
}
