package dev.sheaf.actors.ensemble;

import dev.sheaf.policies.ensemble.SharingRule;

/**
 * What it costs to prepare images for members, and to send them.
 *
 * @param rule costs and means of a node
 * @param measured true when this node has decoded enough to know; else it is assumed
 */
public record Preparing(SharingRule rule, boolean measured) {
  /** A photo of 500 × 375 pixels, decoded by libturbojpeg on one core of a server of 2024. */
  private static final double ASSUMED_SECONDS = 1 / 850.0;

  private static final double TEN_GIGABITS = 1.25e9;
  private static final double BYTES_OF_224 = 3.0 * 224 * 224;

  /** What is assumed where nothing is measured: a network of 10 Gb/s, the cores of this node. */
  public static final Preparing ASSUMED =
      new Preparing(rule(ASSUMED_SECONDS, Runtime.getRuntime().availableProcessors()), false);

  /** What a core of this node was seen to take for an image. */
  public static Preparing measured(double cpuSecondsPerImage, int cores) {
    return new Preparing(rule(cpuSecondsPerImage, cores), true);
  }

  private static SharingRule rule(double cpuSecondsPerImage, int cores) {
    return new SharingRule(cpuSecondsPerImage, BYTES_OF_224, cores, TEN_GIGABITS);
  }

  /** The same for images of so many bytes. */
  public SharingRule forImages(double bytesPerImage) {
    return new SharingRule(
        rule.cpuSecondsPerImage(), bytesPerImage, rule.cores(), rule.bytesPerSecond());
  }
}
