package dev.sheaf.actors.reading;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.store.PackageLease;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.wire.batch.Checksums;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one request share.
 *
 * @param reader whose request it is
 * @param manifest of the dataset version
 * @param request what is asked for
 * @param space claimed for the packages that were absent at admission
 * @param scratch for the samples that are read without their packages; null where there are none
 * @param turns what its reads wait for; null where as many may run as there are
 */
record Gathering(
    NodeReader reader,
    Manifest manifest,
    SampleRequest request,
    Claims.Claim space,
    @Nullable Scratch scratch,
    @Nullable Semaphore turns) {
  /** What a request gathers; {@code alone} are its samples that may be read alone. */
  static Gathering of(
      NodeReader reader,
      Manifest manifest,
      SampleRequest request,
      Claims.Claim space,
      List<Long> alone) {
    var atOnce = request.manner().atOnce();
    return new Gathering(
        reader,
        manifest,
        request,
        space,
        alone.isEmpty() ? null : new Scratch(manifest, alone, space.lone()),
        atOnce == 0 ? null : new Semaphore(atOnce));
  }

  /** The request needs nothing any more; its frames may still be open. */
  void leave() {
    if (scratch != null) {
      scratch.leave();
    }
    reader.leave(space);
  }

  /** Runs a part that reads when few enough run; nothing comes of one that is not in time. */
  void inTurn(Runnable part) {
    if (turns == null) {
      part.run();
      return;
    }
    try {
      var left = request.deadlineNanos() - System.nanoTime();
      if (turns.tryAcquire(left, TimeUnit.NANOSECONDS)) {
        try {
          part.run();
        } finally {
          turns.release();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** The sample that is asked for at a position. */
  long sample(int position) {
    return request.ids().get(position);
  }

  PackageId id(int index) {
    return new PackageId(request.version(), index);
  }

  /**
   * The frame of a sample of a leased package; takes over the lease.
   *
   * @param offsets where a sample begins in what is leased, by id
   */
  SampleFrame frame(int position, PackageLease lease, TierKind tier, LongUnaryOperator offsets) {
    var id = sample(position);
    var status = lease.status(id);
    if (status != FrameHead.OK) {
      lease.close();
      return failed(position, status);
    }
    var pieces = lease.slice(offsets.applyAsLong(id), manifest.length(id));
    return frame(position, tier, pieces, lease::close);
  }

  /** The frame of a sample whose bytes are here until it is closed. */
  SampleFrame frame(int position, TierKind tier, List<MemorySegment> pieces, Runnable lease) {
    var id = sample(position);
    var head =
        new FrameHead(
            id,
            Integer.toUnsignedLong(manifest.crc(id)),
            manifest.length(id),
            manifest.label(id),
            tier.code(),
            FrameHead.ENCODED,
            (byte) 0,
            FrameHead.OK);
    return new SampleFrame(position, head, pieces, lease);
  }

  /** The frame of a sample that is not delivered. */
  SampleFrame failed(int position, byte status) {
    var id = sample(position);
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
