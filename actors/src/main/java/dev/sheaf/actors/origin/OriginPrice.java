package dev.sheaf.actors.origin;

/**
 * What reading from an origin costs.
 *
 * @param getPicoUsd picodollars a GET
 * @param readGbPicoUsd picodollars for every 2³⁰ bytes read
 */
public record OriginPrice(long getPicoUsd, long readGbPicoUsd) {
  /** Of an origin that sends no bill. */
  public static final OriginPrice FREE = new OriginPrice(0, 0);

  private static final double PICO_PER_MICRO = 1e6;
  private static final double GB_BYTES = 1L << 30;

  /** What so many GETs cost that moved so many bytes. */
  public double costMicroUsd(long gets, long bytes) {
    return (gets * (double) getPicoUsd + bytes / GB_BYTES * readGbPicoUsd) / PICO_PER_MICRO;
  }
}
