package dev.sheaf.policies.books;

import java.util.ArrayList;
import java.util.List;

/** Finds the packages of the window to be given up: nobody has them open, and they serve least. */
final class Victims {
  private final DatasetState state;

  Victims(DatasetState state) {
    this.state = state;
  }

  /** Places of so many bytes, first the one that serves least; fewer when no more may go. */
  List<Integer> of(long excessBytes, Packages spared) {
    var victims = new ArrayList<Integer>();
    var freed = 0L;
    for (int needs = 0; freed < excessBytes && needs <= mostNeeds(); needs++) {
      var held = state.held();
      for (int place = held.eldest();
          place != Packages.NONE && freed < excessBytes;
          place = held.after(place)) {
        if (!state.isOpen(place) && !spared.has(place) && needs(place) == needs) {
          victims.add(place);
          freed += state.sizeBytes(place);
        }
      }
    }
    return victims;
  }

  private int mostNeeds() {
    return state.residency().shares() ? state.jobs().size() : 0;
  }

  private int needs(int place) {
    return state.residency().shares() ? state.urgentNeeds(place) : 0;
  }
}
