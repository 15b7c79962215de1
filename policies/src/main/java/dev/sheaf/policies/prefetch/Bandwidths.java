package dev.sheaf.policies.prefetch;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bandwidth that was measured for some numbers of users, and is interpolated linearly for others;
 * outside the measured range it is the nearest.
 *
 * <p><i>Units:</i> bytes a second, of all users together.
 *
 * <p><i>Source:</i> NoPFS (Dryden et al., SC 2021), its performance model.
 */
public final class Bandwidths {
  private final TreeMap<Integer, Double> measured;

  /** By number of users, at least one. */
  public Bandwidths(NavigableMap<Integer, Double> bytesPerSecondByUsers) {
    if (bytesPerSecondByUsers.isEmpty() || bytesPerSecondByUsers.firstKey() < 1) {
      throw new IllegalArgumentException(
          "there must be a bandwidth for at least one user but was " + bytesPerSecondByUsers);
    }
    this.measured = new TreeMap<>(bytesPerSecondByUsers);
  }

  /** The same for any number of users. */
  public static Bandwidths constant(double bytesPerSecond) {
    return new Bandwidths(new TreeMap<>(Collections.singletonMap(1, bytesPerSecond)));
  }

  /** All of {@code users} together, in bytes a second. */
  public double of(int users) {
    var below = measured.floorEntry(users);
    var above = measured.ceilingEntry(users);
    if (below == null || above == null) {
      return nearest(below, above);
    }
    if (above.getKey().equals(below.getKey())) {
      return below.getValue();
    }
    var way = (users - below.getKey()) / (double) (above.getKey() - below.getKey());
    return below.getValue() + way * (above.getValue() - below.getValue());
  }

  /** One of {@code users}, in bytes a second. */
  public double each(int users) {
    return of(users) / users;
  }

  private double nearest(
      Map.@Nullable Entry<Integer, Double> below, Map.@Nullable Entry<Integer, Double> above) {
    if (below != null) {
      return below.getValue();
    }
    return above == null ? measured.firstEntry().getValue() : above.getValue();
  }
}
