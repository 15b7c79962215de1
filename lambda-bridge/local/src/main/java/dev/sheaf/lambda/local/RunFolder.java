package dev.sheaf.lambda.local;

import dev.sheaf.lambda.local.environment.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of one run: code, and a folder for each environment.
 *
 * <p>Its name holds the process id of this JVM, so that the next run deletes what a killed one
 * left.
 */
final class RunFolder {
  private static final String PREFIX = "lambda-";

  private RunFolder() {}

  static Path make(Path home) {
    try {
      Files.createDirectories(home);
      try (var left = Files.newDirectoryStream(home, PREFIX + "*")) {
        for (var each : left) {
          if (!lives(each)) {
            delete(each);
          }
        }
      }
      return Files.createTempDirectory(home, PREFIX + ProcessHandle.current().pid() + "-");
    } catch (IOException e) {
      throw new UncheckedIOException("the folder of the local Lambda: " + home, e);
    }
  }

  private static boolean lives(Path folder) {
    var pid = folder.getFileName().toString().substring(PREFIX.length()).replaceAll("-.*", "");
    return !pid.matches("\\d{1,18}") || ProcessHandle.of(Long.parseLong(pid)).isPresent();
  }

  static void delete(Path folder) {
    FileTree.delete(folder);
  }
}
