package dev.sheaf.policies.form;

/**
 * Says in which form a node should keep a dataset's samples, from what it has measured.
 *
 * <p>The split of the cache that {@link FormModel#resourceBound} finds fastest is held against a
 * cache of encoded samples only. Another form is worth its larger size when it trains faster by
 * more than {@value #WORTHWHILE} times; most often it is not: a decoded sample takes the room of
 * several encoded ones, and what has no room is read from the origin.
 *
 * <p><i>Source:</i> Seneca (FAST 2026, §5), with shared resources. <i>Cost:</i> 5,151 foretellings.
 */
public final class FormChoice {
  /** What another form must be faster by. */
  static final double WORTHWHILE = 1.05;

  /** What was not measured bounds nothing. */
  private static final double UNBOUNDED = 1e15;

  private FormChoice() {}

  /** The forms that a node may keep. */
  public enum Form {
    /** As they are stored. */
    ENCODED,
    /** Pixels. */
    DECODED
  }

  /**
   * What a node has measured of itself and of a dataset; all more than 0.
   *
   * @param samples how many the dataset has
   * @param encodedBytes mean size of one as it is stored
   * @param decodedBytes size of one as pixels
   * @param decodeSamplesPerSecond what the processors decode and augment
   * @param augmentSamplesPerSecond what they augment
   * @param originBytesPerSecond what the origin gives
   * @param cacheBytes what the cache holds
   */
  public record Measured(
      long samples,
      double encodedBytes,
      double decodedBytes,
      double decodeSamplesPerSecond,
      double augmentSamplesPerSecond,
      double originBytesPerSecond,
      long cacheBytes) {}

  /**
   * The choice, and why.
   *
   * @param split the fastest division of the cache
   * @param samplesPerSecond what it gives
   * @param encodedSamplesPerSecond what a cache of encoded samples gives
   */
  public record Verdict(
      Form form, Split split, double samplesPerSecond, double encodedSamplesPerSecond) {}

  /** The choice for one dataset. */
  public static Verdict of(Measured measured) {
    var model =
        new FormModel(
            platform(measured),
            new Samples(
                measured.samples(),
                measured.encodedBytes(),
                measured.decodedBytes() / measured.encodedBytes()),
            measured.cacheBytes());
    var best = FormSplits.best(model, FormSplits.Judge.RESOURCE_BOUND);
    var encoded = model.resourceBound(Split.ALL_ENCODED);
    var form =
        best.samplesPerSecond() > WORTHWHILE * encoded && best.split().encodedPercent() < 100
            ? Form.DECODED
            : Form.ENCODED;
    return new Verdict(form, best.split(), best.samplesPerSecond(), encoded);
  }

  private static Platform platform(Measured measured) {
    return new Platform(
        1,
        UNBOUNDED,
        measured.decodeSamplesPerSecond(),
        measured.augmentSamplesPerSecond(),
        UNBOUNDED,
        UNBOUNDED,
        measured.originBytesPerSecond(),
        UNBOUNDED,
        0,
        0);
  }
}
