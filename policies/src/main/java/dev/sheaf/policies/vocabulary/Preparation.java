package dev.sheaf.policies.vocabulary;

/**
 * How pictures are to be prepared.
 *
 * @param height of what comes, 1..{@value #MOST_SIDE}
 * @param width of what comes, 1..{@value #MOST_SIDE}
 * @param crop which part of a larger picture
 * @param flip whether every second picture is mirrored, by chance
 */
public record Preparation(int height, int width, Crop crop, boolean flip) {
  /** The largest height or width. */
  public static final int MOST_SIDE = 4096;

  private static final int PLANES = 3;

  /** Which part of a picture is cut out, in the picture's own resolution. */
  public enum Crop {
    /** The middle. */
    CENTER,
    /** Any, by chance. */
    RANDOM
  }

  /** A preparation of a size that is in range. */
  public Preparation {
    if (height < 1 || height > MOST_SIDE || width < 1 || width > MOST_SIDE) {
      throw new IllegalArgumentException(
          "size must be 1..%d times 1..%d but was %d times %d"
              .formatted(MOST_SIDE, MOST_SIDE, height, width));
    }
  }

  /** Bytes of a prepared picture: three planes, uint8. */
  public int rowBytes() {
    return PLANES * height * width;
  }
}
