package dev.sheaf.node.torture;

import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Does to a file what a power failure does: its end is gone, or a part of it is not what it was.
 */
final class Torn {
  private Torn() {}

  /** Damages one file below {@code folder}; gives which, empty when there is none. */
  static Optional<Path> tear(Path folder, long seed) throws IOException {
    try (var all = Files.walk(folder)) {
      var files =
          all.filter(file -> Files.isRegularFile(file) && file.toFile().length() > 0)
              .sorted()
              .toList();
      if (files.isEmpty()) {
        return Optional.empty();
      }
      var file = files.get((int) Draw.below(Draw.draw(seed, 1), files.size()));
      damage(file, seed);
      return Optional.of(file);
    }
  }

  private static void damage(Path file, long seed) throws IOException {
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      var at = Draw.below(Draw.draw(seed, 2), open.length());
      if (seed < 0) {
        open.setLength(at);
      } else {
        open.seek(at);
        var was = open.read();
        open.seek(at);
        open.write(was ^ 0xFF);
      }
    }
  }
}
