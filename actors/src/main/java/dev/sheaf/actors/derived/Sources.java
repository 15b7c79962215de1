package dev.sheaf.actors.derived;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.store.PackageLease;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Where the samples of one package can be copied from: leases, to be closed soon. */
final class Sources implements AutoCloseable {
  private final Manifest manifest;
  private final long firstId;
  private final int count;
  private final @Nullable PackageLease whole;
  private final @Nullable DerivedPackage derived;
  private final @Nullable PackageLease derivedLease;

  private Sources(
      Manifest manifest,
      int index,
      @Nullable PackageLease whole,
      @Nullable DerivedPackage derived,
      @Nullable PackageLease derivedLease) {
    this.manifest = manifest;
    this.firstId = manifest.table().firstId(index);
    this.count = manifest.table().count(index);
    this.whole = whole;
    this.derived = derived;
    this.derivedLease = derivedLease;
  }

  static Sources open(
      PackageStore store, Manifest manifest, PackageId id, @Nullable DerivedPackage derived) {
    return new Sources(
        manifest,
        id.index(),
        store.lease(id),
        derived,
        derived == null ? null : store.lease(derived.stored()));
  }

  /** The samples that can be copied, by their place in the package: those that are intact. */
  BitSet atHand() {
    var atHand = new BitSet(count);
    for (int place = 0; place < count; place++) {
      atHand.set(place, isInPackage(place) || isInDerived(place));
    }
    return atHand;
  }

  private boolean isInPackage(int place) {
    return whole != null && whole.status(firstId + place) == FrameHead.OK;
  }

  private boolean isInDerived(int place) {
    return derived != null && derivedLease != null && derived.has(firstId + place);
  }

  /** Copies samples one after another. */
  void copy(BitSet places, MemorySegment into) {
    var to = 0L;
    for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
      var id = firstId + place;
      var length = manifest.length(id);
      var pieces =
          whole != null && isInPackage(place)
              ? whole.slice(manifest.offsetInPackage(id), length)
              : ofDerived(id, length);
      for (var piece : pieces) {
        MemorySegment.copy(piece, 0, into, to, piece.byteSize());
        to += piece.byteSize();
      }
    }
  }

  private java.util.List<MemorySegment> ofDerived(long id, int length) {
    if (derived == null || derivedLease == null) {
      throw new IllegalStateException("sample " + id + " must be at hand but was not");
    }
    return derivedLease.slice(derived.offset(manifest, id), length);
  }

  @Override
  public void close() {
    if (whole != null) {
      whole.close();
    }
    if (derivedLease != null) {
      derivedLease.close();
    }
  }
}
