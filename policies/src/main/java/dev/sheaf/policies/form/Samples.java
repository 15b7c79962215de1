package dev.sheaf.policies.form;

/**
 * What is known of a dataset's samples.
 *
 * @param count how many
 * @param encodedBytes mean size of one as it is stored
 * @param inflation how many times larger it is when decoded or augmented; 5.12 for photographs that
 *     become tensors of single precision
 */
public record Samples(double count, double encodedBytes, double inflation) {
  /** Of at least one sample, none of them empty. */
  public Samples {
    require("count", count, 1);
    require("encodedBytes", encodedBytes, 1);
    require("inflation", inflation, 0.01);
  }

  /** Size of one sample when decoded or augmented. */
  public double preparedBytes() {
    return inflation * encodedBytes;
  }

  private static void require(String name, double value, double least) {
    if (!(value >= least && value <= 1e18)) {
      throw new IllegalArgumentException(
          "%s must be %s..1e18 but was %s".formatted(name, least, value));
    }
  }
}
