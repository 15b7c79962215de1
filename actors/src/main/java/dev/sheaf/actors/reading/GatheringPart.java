package dev.sheaf.actors.reading;

import dev.sheaf.actors.store.PackageStore;
import java.util.Optional;

/** A fetch with space of its own, for a package that was not counted on at admission. */
record GatheringPart(Gathering gathering, PackageStore.Reservation space, Costs costs) {
  Optional<FlightTable.Arrived.Here> fetch(int index, long deadlineNanos) {
    var outcome =
        gathering
            .reader()
            .flights(gathering.request().reach())
            .fetch(gathering.manifest(), gathering.id(index), space::take, deadlineNanos);
    if (outcome instanceof FlightTable.Arrived.Here here) {
      costs.landed(here, gathering.manifest().table().count(index));
      return Optional.of(here);
    }
    return Optional.empty();
  }
}
