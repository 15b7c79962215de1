package dev.sheaf.node.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the wall clock of a node jump, by libfaketime; what measures spans is left alone. */
final class WallClock {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

  private WallClock() {}

  /** What is missing for it; empty when nothing is. */
  static Optional<String> whyNot() {
    return library().isPresent()
        ? Optional.empty()
        : Optional.of("libfaketime is not installed (Debian's package libfaketime)");
  }

  private static Optional<Path> library() {
    return LIBRARIES.stream().filter(Files::isReadable).findFirst();
  }

  /** What a node needs in its environment for its clock to be set. */
  static Map<String, String> environment(Path folder) {
    return Files.exists(file(folder))
        ? Map.of(
            "LD_PRELOAD",
            library().map(Path::toString).orElse(""),
            "FAKETIME_TIMESTAMP_FILE",
            file(folder).toString(),
            "FAKETIME_CACHE_DURATION",
            "1",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1")
        : Map.of();
  }

  /** The clock of the node in {@code folder} is so far off, within a second. */
  static void set(Path folder, int offSeconds) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(file(folder), "%+d\n".formatted(offSeconds));
  }

  private static Path file(Path folder) {
    return folder.resolve("clock");
  }
}
