package dev.sheaf.actors.reading;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.store.PackageLease;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.wire.batch.Checksums;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * What all parts of one request share.
 *
 * @param reader whose request it is
 * @param manifest of the dataset version
 * @param request what is asked for
 * @param space set aside for the packages that were absent at admission
 */
record Gathering(
    NodeReader reader, Manifest manifest, SampleRequest request, PackageStore.Reservation space) {
  PackageId id(int index) {
    return new PackageId(request.version(), index);
  }

  /**
   * The frame of a sample of a leased package; takes over the lease.
   *
   * @param offsets where a sample begins in what is leased, by id
   */
  SampleFrame frame(int position, PackageLease lease, TierKind tier, LongUnaryOperator offsets) {
    var id = request.ids().get(position);
    var status = lease.status(id);
    if (status != FrameHead.OK) {
      lease.close();
      return failed(position, status);
    }
    var length = manifest.length(id);
    var pieces = lease.slice(offsets.applyAsLong(id), length);
    var crc = Integer.toUnsignedLong(manifest.crc(id));
    var head =
        new FrameHead(
            id, crc, length, manifest.label(id), tier.code(), FrameHead.ENCODED, (byte) 0, status);
    return new SampleFrame(position, head, pieces, lease::close);
  }

  /** The frame of a sample that is not delivered. */
  SampleFrame failed(int position, byte status) {
    var id = request.ids().get(position);
    var head =
        new FrameHead(
            id,
            0,
            0,
            manifest.label(id),
            TierKind.ORIGIN.code(),
            FrameHead.ENCODED,
            (byte) 0,
            status);
    return new SampleFrame(position, head, List.of(), () -> {});
  }

  /** True when a frame from a peer has the bytes that the manifest speaks of. */
  boolean intact(SampleFrame frame) {
    List<MemorySegment> pieces = frame.pieces();
    return frame.head().length() == manifest.length(frame.head().id())
        && (int) Checksums.crc32(pieces) == manifest.crc(frame.head().id());
  }
}
