package dev.sheaf.node.torture;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** The weather between the nodes, for each direction of each pair and each of two lanes. */
final class Links {
  /** What goes over a link: actor messages, or samples. */
  enum Lane {
    ACTORS,
    DATA
  }

  /** Who is no node: clients and the suite itself. */
  static final int OUTSIDE = -1;

  private static final int LANES = 2;

  private final int nodes;
  private final AtomicReferenceArray<Weather> weather;
  private volatile int flipEvery;

  Links(int nodes) {
    this.nodes = nodes;
    this.weather = new AtomicReferenceArray<>(LANES * nodes * nodes);
    clear();
  }

  /** What it is like on the way from a node to another; always clear from and to the outside. */
  Weather now(Lane lane, int from, int to) {
    if (from == OUTSIDE || to == OUTSIDE) {
      return Weather.CLEAR;
    }
    var now = weather.get(place(lane, from, to));
    return lane == Lane.DATA && flipEvery > 0 ? now.flipping(flipEvery) : now;
  }

  /** From now on a bit in so many bytes of samples is turned, whatever else there is; 0 = none. */
  void flip(int everyBytes) {
    flipEvery = everyBytes;
  }

  /** Both lanes of one direction. */
  void set(int from, int to, Weather now) {
    for (var lane : Lane.values()) {
      set(lane, from, to, now);
    }
  }

  /** One lane of one direction. */
  void set(Lane lane, int from, int to, Weather now) {
    weather.set(place(lane, from, to), now);
  }

  /** Both lanes of all links of a node, in both directions. */
  void around(int node, Weather now) {
    for (int i = 0; i < nodes; i++) {
      if (i != node) {
        set(node, i, now);
        set(i, node, now);
      }
    }
  }

  /** Everything passes again; bits are turned on. */
  void clear() {
    for (int i = 0; i < weather.length(); i++) {
      weather.set(i, Weather.CLEAR);
    }
  }

  private int place(Lane lane, int from, int to) {
    return ((lane == Lane.ACTORS ? 0 : 1) * nodes + from) * nodes + to;
  }
}
