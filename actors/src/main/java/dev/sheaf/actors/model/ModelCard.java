package dev.sheaf.actors.model;

import dev.sheaf.policies.model.ModelTier;

/**
 * What a node knows of a model.
 *
 * @param source where its weights are from, in words
 * @param key what its weights and their use are, hashed: models with the same key share every copy
 * @param usable empty, or why the newest weights cannot be used and older ones are
 */
public record ModelCard(
    String name, Facts facts, String source, String key, Pages pages, Use use, String usable) {
  /**
   * What the weights are for.
   *
   * @param optimizer that the checkpoint was written with: it fits no other
   * @param side of the images
   * @param batch the most images of a step
   * @param task whose weights of a masked file are meant; 0 where there is no mask
   * @param dataset that names the classes; empty for none
   */
  public record Facts(
      String architecture,
      int width,
      int classes,
      String optimizer,
      int side,
      int batch,
      int task,
      String dataset) {}

  /**
   * How its weights are stored: pages of one size, each stored once.
   *
   * @param sizeBytes of the weights
   * @param count of its pages
   */
  public record Pages(long sizeBytes, int count) {}

  /**
   * What it has in common with others.
   *
   * @param pages that another model of the store has too
   * @param sizeBytes of those
   */
  public record Shared(int pages, long sizeBytes) {
    /** Nothing. */
    public static final Shared NOTHING = new Shared(0, 0);
  }

  /**
   * Where it is on this node, and who uses it.
   *
   * @param tier the fastest that has it
   * @param references leases that hold it, or wait for it
   * @param openings since the node started
   * @param lastUsedMillis epoch milliseconds; 0 when it was not used since the node started
   */
  public record Use(ModelTier tier, int references, long openings, long lastUsedMillis) {}
}
