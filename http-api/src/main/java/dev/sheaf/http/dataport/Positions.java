package dev.sheaf.http.dataport;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Finds the place of a frame in a request; an id that was asked for twice comes twice. */
final class Positions {
  private final Map<Long, ArrayDeque<Integer>> byId = new HashMap<>();

  Positions(List<Long> ids) {
    for (int position = 0; position < ids.size(); position++) {
      byId.computeIfAbsent(ids.get(position), id -> new ArrayDeque<>(1)).add(position);
    }
  }

  /** The next place of {@code id}; empty when it was not asked for, or not so often. */
  OptionalInt take(long id) {
    var places = byId.get(id);
    var place = places == null ? null : places.poll();
    return place == null ? OptionalInt.empty() : OptionalInt.of(place);
  }
}
