package dev.sheaf.actors.reading;

import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.store.PackageStore.Filling;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.actors.tier.TierRead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads samples of a request without the rest of their packages, into space that is free again when
 * their frames are closed.
 */
record LoneSamples(Gathering gathering, Costs costs) {
  /** The frame of a sample that a tier nearer than the origin has; null when none does. */
  @Nullable SampleFrame near(int position, PackageStore.Reservation space) {
    var filling = take(position, space);
    return framed(position, filling, nearInto(position, filling));
  }

  /** The frame of a sample, from the origin if need be; null when it could not be read in time. */
  @Nullable SampleFrame read(int position, PackageStore.Reservation space) {
    var filling = take(position, space);
    var near = nearInto(position, filling);
    if (near instanceof TierRead.Read) {
      return framed(position, filling, near);
    }
    var request = gathering.request();
    return framed(
        position,
        filling,
        chain()
            .originSample(
                gathering.manifest(), id(position), filling.target(), request.deadlineNanos()));
  }

  /** The same with space of its own; null when there is none. */
  @Nullable SampleFrame read(int position) {
    var size = (long) gathering.manifest().length(id(position));
    var space = gathering.reader().store().reserve(List.of(size));
    if (space == null) {
      return null;
    }
    try (space) {
      return read(position, space);
    }
  }

  private Filling take(int position, PackageStore.Reservation space) {
    var id = id(position);
    var index = gathering.manifest().table().packageOf(id);
    return space.take(gathering.id(index), gathering.manifest().length(id));
  }

  private TierRead nearInto(int position, Filling filling) {
    var request = gathering.request();
    return chain()
        .nearSample(gathering.manifest(), id(position), filling.target(), request.deadlineNanos());
  }

  /** The frame of what was read; who closes it gives the space back. */
  private @Nullable SampleFrame framed(int position, Filling filling, TierRead outcome) {
    if (!(outcome instanceof TierRead.Read(var from, var damaged, var gets, var bytes))) {
      filling.abandon();
      return null;
    }
    if (from == TierKind.ORIGIN) {
      costs.read(1, gets, bytes);
    }
    var status = damaged.get(id(position));
    if (status != null) {
      filling.abandon();
      return gathering.failed(position, status);
    }
    return gathering.frame(position, from, List.of(filling.target()), filling::abandon);
  }

  private long id(int position) {
    return gathering.request().ids().get(position);
  }

  private TierChain chain() {
    return gathering.reader().chain();
  }
}
