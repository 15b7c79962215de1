package dev.sheaf.node.torture;

/**
 * One thing that goes wrong.
 *
 * @param number its place in the plan
 * @param victim the node that it happens to
 * @param other the node at the far end, where it happens between two
 * @param holdMillis how long it lasts; 0 when it lasts until the others have recovered
 * @param seed of what chance is left in doing it
 */
record Fault(int number, FaultKind kind, int victim, int other, int holdMillis, long seed) {
  /** The same for as short as its kind may last. */
  Fault shortest() {
    return new Fault(number, kind, victim, other, kind.leastMillis(), seed);
  }

  /** How it is told, {@code 3 one-way 0 to 2, 9.5 s}. */
  String text() {
    var where =
        switch (kind) {
          case ONE_WAY -> " " + victim + " to " + other;
          case NON_TRANSITIVE -> " " + victim + " and " + other;
          case STORE -> "";
          default -> " node " + victim;
        };
    var time = holdMillis == 0 ? "" : ", %.1f s".formatted(holdMillis / 1e3);
    return number + " " + kind.word() + where + time;
  }
}
