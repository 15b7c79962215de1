package dev.sheaf.actors.derived;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.BitSet;

/**
 * Which samples of a package a derived package holds, and where its bytes are.
 *
 * <p><i>Shape:</i> the samples lie one after another in order of id. What is stored under one id
 * never changes, so whoever has a lease on it can count on these places.
 */
public final class DerivedPackage {
  private final PackageId stored;
  private final long firstId;
  private final BitSet places;
  private final long sizeBytes;

  DerivedPackage(PackageId stored, long firstId, BitSet places, long sizeBytes) {
    this.stored = stored;
    this.firstId = firstId;
    this.places = places;
    this.sizeBytes = sizeBytes;
  }

  /** Under which id the store has it. */
  public PackageId stored() {
    return stored;
  }

  /** True when it holds sample {@code id} of its package. */
  public boolean has(long id) {
    return places.get((int) (id - firstId));
  }

  /** Where the bytes of a sample begin that it holds. */
  public long offset(Manifest manifest, long id) {
    var offset = 0L;
    for (int place = places.nextSetBit(0);
        firstId + place < id;
        place = places.nextSetBit(place + 1)) {
      offset += manifest.length(firstId + place);
    }
    return offset;
  }

  /** The places in the package of the samples that it holds; not to be changed. */
  BitSet places() {
    return places;
  }

  long firstId() {
    return firstId;
  }

  long sizeBytes() {
    return sizeBytes;
  }
}
