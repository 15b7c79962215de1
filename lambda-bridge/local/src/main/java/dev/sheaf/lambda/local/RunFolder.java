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
 *
 * @param madeHome whether the folder around it is ours to delete as well
 */
record RunFolder(Path path, boolean madeHome) {
  private static final String PREFIX = "lambda-";

  static RunFolder make(Path home) {
    try {
      var missing = Files.notExists(home);
      Files.createDirectories(home);
      try (var left = Files.newDirectoryStream(home, PREFIX + "*")) {
        for (var each : left) {
          if (!lives(each)) {
            FileTree.delete(each);
          }
        }
      }
      var prefix = PREFIX + ProcessHandle.current().pid() + "-";
      return new RunFolder(Files.createTempDirectory(home, prefix), missing);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder of the local Lambda: " + home, e);
    }
  }

  private static boolean lives(Path folder) {
    var pid = folder.getFileName().toString().substring(PREFIX.length()).replaceAll("-.*", "");
    return !pid.matches("\\d{1,18}") || ProcessHandle.of(Long.parseLong(pid)).isPresent();
  }

  void delete() {
    FileTree.delete(path);
    if (madeHome) {
      try {
        Files.deleteIfExists(path.getParent());
      } catch (IOException e) {
        // Somebody else put something there.
      }
    }
  }
}
