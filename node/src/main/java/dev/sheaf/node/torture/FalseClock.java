package dev.sheaf.node.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The wall clock of one process, by libfaketime: how far it is off is read from a file once a
 * second, so that it jumps while the process runs.
 *
 * <p>The clock that only goes forward is left alone, and so are waits by it: else all timed waits
 * of a JVM end at once, and it does nothing but wait again.
 */
record FalseClock(Path file) {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

  /** What is missing; empty when nothing is. */
  static Optional<String> whyNot() {
    return library().isPresent()
        ? Optional.empty()
        : Optional.of("there is no libfaketime (Debian's package libfaketime)");
  }

  private static Optional<Path> library() {
    return LIBRARIES.stream().filter(Files::isReadable).findFirst();
  }

  /** With this a process asks here what time it is; the clock is right to begin with. */
  Map<String, String> environment() throws IOException {
    jump(0);
    return Map.of(
        "LD_PRELOAD",
        library().map(Path::toString).orElse(""),
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0",
        "FAKETIME_CACHE_DURATION",
        "1",
        "FAKETIME_DISABLE_SHM",
        "1");
  }

  /** From now on the clock is so far ahead, or behind when negative. */
  void jump(int seconds) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    var next = file.resolveSibling("clock-next");
    Files.writeString(next, "%+d".formatted(seconds));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
