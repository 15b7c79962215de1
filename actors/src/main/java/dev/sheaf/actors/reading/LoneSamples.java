package dev.sheaf.actors.reading;

import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.actors.tier.TierRead;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads samples of a request without the rest of their packages. */
record LoneSamples(Gathering gathering, Costs costs) {
  /** The frame of a sample that a tier nearer than the origin has; null when none does. */
  @Nullable SampleFrame near(int position) {
    return inScratch(position, true, gathering.scratch());
  }

  /** The frame of a sample, from the origin if need be; null when it could not be read in time. */
  @Nullable SampleFrame read(int position) {
    return inScratch(position, false, gathering.scratch());
  }

  /** The same of a sample for which nothing was set aside; null also when there is no room. */
  @Nullable SampleFrame readUncounted(int position) {
    var samples = List.of(id(position));
    var manifest = gathering.manifest();
    var space = gathering.reader().store().reserve(List.of(Scratch.sizeBytes(manifest, samples)));
    if (space == null) {
      return null;
    }
    try (space) {
      var own = new Scratch(manifest, samples, space);
      try {
        return inScratch(position, false, own);
      } finally {
        own.leave();
      }
    }
  }

  private @Nullable SampleFrame inScratch(
      int position, boolean nearOnly, @Nullable Scratch scratch) {
    if (scratch == null) {
      return null;
    }
    var id = id(position);
    var into = scratch.cut(id, gathering.manifest().length(id));
    var outcome = read(id, into, nearOnly);
    var frame = framed(position, into, outcome, scratch);
    if (frame == null || frame.pieces().isEmpty()) {
      scratch.leave();
    }
    return frame;
  }

  private TierRead read(long id, MemorySegment into, boolean nearOnly) {
    var deadline = gathering.request().deadlineNanos();
    var near = chain().nearSample(gathering.manifest(), id, into, deadline);
    return nearOnly || near instanceof TierRead.Read
        ? near
        : chain().originSample(gathering.manifest(), id, into, deadline);
  }

  /** The frame of what was read; one that has bytes leaves the scratch when it is closed. */
  private @Nullable SampleFrame framed(
      int position, MemorySegment bytes, TierRead outcome, Scratch scratch) {
    if (!(outcome instanceof TierRead.Read(var from, var damaged, var gets, var readBytes))) {
      return null;
    }
    costs.hits(from, 1);
    if (from == TierKind.ORIGIN) {
      costs.read(1, gets, readBytes);
    }
    var status = damaged.get(id(position));
    return status == null
        ? gathering.frame(position, from, List.of(bytes), scratch::leave)
        : gathering.failed(position, status);
  }

  private long id(int position) {
    return gathering.request().ids().get(position);
  }

  private TierChain chain() {
    return gathering.reader().chain();
  }
}
