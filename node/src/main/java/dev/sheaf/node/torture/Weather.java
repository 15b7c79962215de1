package dev.sheaf.node.torture;

/**
 * What a link does to the bytes that go over it.
 *
 * @param dead nothing passes; what is sent waits, as packets that are sent again and again do
 * @param delayMillis how late each piece is
 * @param bytesPerSecond how many pass at most; 0 = as many as come
 * @param flipEvery one bit in about so many bytes is turned; 0 = none
 */
record Weather(boolean dead, int delayMillis, int bytesPerSecond, int flipEvery) {
  static final Weather CLEAR = new Weather(false, 0, 0, 0);
  static final Weather DEAD = new Weather(true, 0, 0, 0);

  static Weather slow(int delayMillis, int bytesPerSecond) {
    return new Weather(false, delayMillis, bytesPerSecond, 0);
  }

  /** The same, and bits are turned. */
  Weather flipping(int every) {
    return new Weather(dead, delayMillis, bytesPerSecond, every);
  }
}
