package dev.sheaf.node.torture;

import java.util.Comparator;

/** How far a job is: so many batches of an epoch, and all of those before. */
record Position(int epoch, int step) implements Comparable<Position> {
  static final Position START = new Position(0, 0);
  private static final Comparator<Position> ORDER =
      Comparator.comparingInt(Position::epoch).thenComparingInt(Position::step);

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return epoch + ":" + step;
  }
}
