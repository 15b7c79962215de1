package dev.sheaf.node.torture;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be done to a cluster. */
public enum FaultKind {
  /** SIGKILL; the node comes back when the others answer for it. */
  KILL(0, 0),
  /** SIGSTOP, then SIGCONT: slow is not dead, and who was given up must not speak on. */
  STOP(1_000, 9_000),
  /** SIGTERM: the node leaves in order and comes back. */
  LEAVE(0, 0),
  /** One node and the others cannot reach one another. */
  PARTITION(9_000, 13_000),
  /** One node's words do not reach another, while it hears that one. */
  ONE_WAY(9_000, 13_000),
  /** Two nodes cannot reach one another, and a third reaches both. */
  NON_TRANSITIVE(9_000, 13_000),
  /** A partition that comes and goes. */
  FLAPPING(6_000, 10_000),
  /** All links of a node are late and narrow. */
  SLOW(4_000, 8_000),
  /** Connections of a node are broken off again and again. */
  CUT(2_000, 4_000),
  /** Bits flip on their way between data ports. */
  FLIP(2_000, 4_000),
  /** A file of a node is cut or damaged while the node is down. */
  TORN(0, 0),
  /** A node cannot write a byte more to any file. */
  DISK(3_000, 6_000),
  /** The wall clock of a node jumps. */
  CLOCK(3_000, 6_000),
  /** All Lambda functions of a node lose their memory. */
  RECLAIM(1_000, 2_000),
  /** The object store answers 500 or 503 SlowDown, or breaks off its bodies. */
  STORE(3_000, 6_000);

  /** One of each sort that a short run has time for. */
  static final List<FaultKind> SHORT = List.of(KILL, PARTITION, FLIP, CUT, STORE);

  private final int leastMillis;
  private final int mostMillis;

  FaultKind(int leastMillis, int mostMillis) {
    this.leastMillis = leastMillis;
    this.mostMillis = mostMillis;
  }

  /** How long it lasts at least; 0 when it lasts until the others have recovered. */
  int leastMillis() {
    return leastMillis;
  }

  /** How long it lasts at most. */
  int mostMillis() {
    return mostMillis;
  }

  /** How users write it, {@code one-way}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind of this word. */
  public static Optional<FaultKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
