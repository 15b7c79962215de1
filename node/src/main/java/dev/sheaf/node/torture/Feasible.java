package dev.sheaf.node.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be done on this machine, and why the rest cannot. */
final class Feasible {
  private static final List<Path> PRLIMIT = List.of(Path.of("/usr/bin/prlimit"));

  private Feasible() {}

  /** Those of the kinds that cannot be done here, each with its reason. */
  static Map<FaultKind, String> whyNot(List<FaultKind> kinds) {
    var reasons = new EnumMap<FaultKind, String>(FaultKind.class);
    for (var kind : kinds) {
      whyNot(kind).ifPresent(why -> reasons.put(kind, why));
    }
    return reasons;
  }

  private static Optional<String> whyNot(FaultKind kind) {
    return switch (kind) {
      case ONE_WAY, NON_TRANSITIVE, PARTITION, FLAPPING, SLOW, CUT, FLIP ->
          SocketOwners.canTell()
              ? Optional.empty()
              : Optional.of("this system has no /proc/net/tcp that tells whose a connection is");
      case DISK ->
          PRLIMIT.stream().anyMatch(Files::isExecutable)
              ? Optional.empty()
              : Optional.of("there is no prlimit (Debian's package util-linux)");
      case CLOCK -> FalseClock.whyNot();
      case STORE -> StoreLink.whyNot();
      case KILL, STOP, LEAVE, TORN, RECLAIM -> Optional.empty();
    };
  }
}
