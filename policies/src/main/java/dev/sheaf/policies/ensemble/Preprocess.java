package dev.sheaf.policies.ensemble;

/**
 * What becomes of an image before a member sees it; members of an ensemble all have the same.
 *
 * @param side height and width of the image, in pixels, 8..256
 * @param pad the most by which it is shifted at random in each direction, 0..side/2
 * @param flip whether every second one is mirrored, at random
 * @param share whether members share the part that is not random
 */
public record Preprocess(int side, int pad, boolean flip, Share share) {
  /** What {@code members} members can make of it: one alone shares with nobody. */
  Preprocess among(int members) {
    return members > 1 ? this : new Preprocess(side, pad, flip, Share.PRIVATE);
  }
}
