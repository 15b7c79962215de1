package dev.sheaf.gpu.pipeline;

import dev.sheaf.policies.ensemble.Convoy;
import dev.sheaf.policies.ensemble.Convoy.Place;
import dev.sheaf.policies.ensemble.Convoy.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The other nodes among the readers of a convoy. A node asks for one batch after another; from what
 * it asks follows where it stands. Used under the lock of its pipeline.
 */
final class Takers {
  private final Convoy convoy;
  private final Map<String, Taker> takers = new TreeMap<>();

  /** Numbers that no member on this node has. */
  private long lastReader;

  /** A node, and what it asked for last. */
  static final class Taker {
    final long reader;
    private @Nullable Place begun;
    private @Nullable Place given;
    private boolean asking;

    Taker(long reader) {
      this.reader = reader;
    }
  }

  Takers(Convoy convoy) {
    this.convoy = convoy;
  }

  /** True for the number of a member on this node. */
  static boolean isMember(long reader) {
    return reader > 0;
  }

  /** Waits for these nodes, and for no others; gives the readers that left. */
  Collection<Long> expect(Collection<String> nodes) {
    var left = new ArrayList<Long>();
    takers
        .entrySet()
        .removeIf(each -> {
          if (nodes.contains(each.getKey())) {
            return false;
          }
          left.add(each.getValue().reader);
          return true;
        });
    return left;
  }

  boolean has(String node) {
    return takers.containsKey(node);
  }

  /** A node that will come. */
  long add(String node) {
    var reader = --lastReader;
    takers.put(node, new Taker(reader));
    return reader;
  }

  /**
   * A node wants {@code place}: brings it there if it is elsewhere. Empty where it is none of those
   * that are waited for, or asks twice at once.
   */
  Optional<Taker> ask(String node, Place place, long now) {
    var taker = takers.get(node);
    if (taker == null || taker.asking) {
      return Optional.empty();
    }
    if (!isUnderway(taker, place, now)) {
      taker.begun = place;
      convoy.begin(taker.reader, place, now);
    }
    taker.asking = true;
    return Optional.of(taker);
  }

  private boolean isUnderway(Taker taker, Place place, long now) {
    var begun = taker.begun;
    if (begun == null) {
      return false;
    }
    return switch (convoy.standing(taker.reader, now)) {
      case Standing.Waiting waiting -> place.equals(begun);
      // It was left behind, and joins when the epoch is another.
      case Standing.Alone alone -> place.epoch() == begun.epoch();
      case Standing.Reading reading -> {
        var coming = convoy.coming(taker.reader);
        // What it asks for again did not arrive.
        yield coming.isPresent()
            && !place.equals(taker.given)
            && (coming.get().equals(place) || coming.get().epoch() > place.epoch());
      }
    };
  }

  /** Its request is answered. */
  void answered(Taker taker, @Nullable Place given) {
    taker.asking = false;
    if (given != null) {
      taker.given = given;
      // It has come as far as that: who is left behind from here on joins in a later epoch.
      taker.begun = given;
    }
  }
}
