package dev.sheaf.wire.trainer;

/**
 * What to train.
 *
 * @param architecture {@code cnn}
 * @param width channels of the first block
 * @param classes labels are 0..classes-1
 */
public record ModelSpec(String architecture, int width, int classes) {
  /** A model of a size that can be. */
  public ModelSpec {
    if (width < 1 || width > 1024) {
      throw new IllegalArgumentException("width must be 1..1024 but was " + width);
    }
    if (classes < 2 || classes > 65_536) {
      throw new IllegalArgumentException("classes must be 2..65536 but was " + classes);
    }
  }
}
