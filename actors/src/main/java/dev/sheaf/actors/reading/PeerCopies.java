package dev.sheaf.actors.reading;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.reading.SampleRequest.Manner;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.wire.batch.FrameHead;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Packages, or samples of them, as another node has them: each sample is held against the manifest
 * before it counts.
 */
public record PeerCopies(Peers peers) {
  /** Fewer than a data port takes in one request. */
  private static final int MOST_IDS = 32_768;

  /** Samples of a package that lie one after another, the first at the begin of what is given. */
  public record Wanted(Manifest manifest, int index, List<Long> ids) {
    /** A package whole. */
    public static Wanted whole(Manifest manifest, int index) {
      var first = manifest.table().firstId(index);
      var ids = LongStream.range(first, first + manifest.table().count(index)).boxed().toList();
      return new Wanted(manifest, index, ids);
    }

    /** One sample. */
    static Wanted sample(Manifest manifest, long id) {
      return new Wanted(manifest, manifest.table().packageOf(id), List.of(id));
    }

    private long placeOf(long id) {
      return manifest.offsetInPackage(id) - manifest.offsetInPackage(ids.getFirst());
    }
  }

  /**
   * How a node is asked.
   *
   * @param address of its data port
   */
  public record Asked(String address, Reach reach, long deadlineNanos) {}

  /**
   * Copies what is wanted into {@code into}; false when the node does not have all of it.
   *
   * @throws IOException when it is out of reach, refuses, or breaks off
   */
  public boolean read(Asked asked, Wanted wanted, MemorySegment into) throws IOException {
    for (int from = 0; from < wanted.ids().size(); from += MOST_IDS) {
      var to = Math.min(wanted.ids().size(), from + MOST_IDS);
      if (!copyAll(asked, wanted, wanted.ids().subList(from, to), into)) {
        return false;
      }
    }
    return true;
  }

  private boolean copyAll(Asked asked, Wanted wanted, List<Long> ids, MemorySegment into)
      throws IOException {
    var copied = new HashSet<Long>();
    peers.read(
        asked.address(),
        new SampleRequest(
            wanted.manifest().version(),
            ids,
            asked.deadlineNanos(),
            asked.reach(),
            Manner.DEFAULT,
            Payer.current()),
        frame -> {
          try (frame) {
            if (frame.head().status() == FrameHead.OK && copy(wanted, frame, into)) {
              copied.add(frame.head().id());
            }
          }
        });
    return copied.size() == ids.size();
  }

  /** Puts a sample in its place; false when it is not the one that the manifest speaks of. */
  private static boolean copy(Wanted wanted, SampleFrame frame, MemorySegment into) {
    var manifest = wanted.manifest();
    var id = frame.head().id();
    if (frame.head().length() != manifest.length(id)
        || (int) frame.head().checksum() != manifest.crc(id)) {
      return false;
    }
    var to = wanted.placeOf(id);
    for (var piece : frame.pieces()) {
      MemorySegment.copy(piece, 0, into, to, piece.byteSize());
      to += piece.byteSize();
    }
    return true;
  }
}
