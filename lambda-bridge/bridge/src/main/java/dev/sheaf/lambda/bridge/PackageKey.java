package dev.sheaf.lambda.bridge;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.wire.chunk.ChunkKey;
import java.math.BigInteger;

/**
 * A package as chunks name it: by the first 128 bits of its version's hash.
 *
 * @param form as in a batch frame
 */
record PackageKey(long versionHigh, long versionLow, int index, int form) {
  private static final int HEX_DIGITS = 32;
  private static final int ENCODED = 0;

  static PackageKey of(DatasetVersion version, int index) {
    var bits = new BigInteger(version.hash().substring(0, HEX_DIGITS), 16);
    return new PackageKey(bits.shiftRight(Long.SIZE).longValue(), bits.longValue(), index, ENCODED);
  }

  static PackageKey of(ChunkKey chunk) {
    return new PackageKey(
        chunk.versionHigh(), chunk.versionLow(), chunk.packageIndex(), chunk.form());
  }

  /** The key of the version's first package, which stands for the version. */
  PackageKey version() {
    return new PackageKey(versionHigh, versionLow, 0, form);
  }

  boolean sameVersion(PackageKey other) {
    return versionHigh == other.versionHigh && versionLow == other.versionLow;
  }

  /** The number that stands for the package where something is drawn for it. */
  long draw() {
    return Draw.draw(versionHigh, versionLow, index);
  }

  ChunkKey chunk(StripeCode code, int chunk) {
    return new ChunkKey(versionHigh, versionLow, index, form, code.data(), code.parity(), chunk);
  }
}
