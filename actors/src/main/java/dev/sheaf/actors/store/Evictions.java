package dev.sheaf.actors.store;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts the packages that memory gave up, by why. */
public final class Evictions {
  private final Map<Why, LongAdder> counts = new EnumMap<>(Why.class);

  /** Why a package is given up. */
  public enum Why {
    /** Another needed its space, and nobody held it. */
    ROOM,
    /** It was held for later, and a batch that is asked for now needed its space. */
    URGENT,
    /** Who held it let it go, and wants it gone. */
    RELEASED
  }

  Evictions() {
    for (var why : Why.values()) {
      counts.put(why, new LongAdder());
    }
  }

  void count(Why why) {
    of(why).increment();
  }

  /** So many since the store was made. */
  public long sum(Why why) {
    return of(why).sum();
  }

  private LongAdder of(Why why) {
    return Objects.requireNonNull(counts.get(why));
  }
}
