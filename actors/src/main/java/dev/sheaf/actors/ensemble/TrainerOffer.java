package dev.sheaf.actors.ensemble;

import java.util.List;

/**
 * What a node's slots can train with, besides the trainer that every node has.
 *
 * @param byDefault the engine of members that name none: {@code djl} or {@code python}
 * @param withoutPython why Python members cannot be trained there; empty where they can
 * @param commands the lines of commands that its operator allows
 */
public record TrainerOffer(String byDefault, String withoutPython, List<String> commands) {
  /** A node that was told nothing of Python. */
  public static final TrainerOffer DJL_ONLY =
      new TrainerOffer("djl", "it was not asked for an interpreter", List.of());

  /** An offer that owns its list. */
  public TrainerOffer {
    commands = List.copyOf(commands);
  }
}
