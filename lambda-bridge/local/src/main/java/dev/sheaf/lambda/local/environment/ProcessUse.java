package dev.sheaf.lambda.local.environment;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a process uses, as the system counts it.
 *
 * <p>Memory is watched, not capped: a control group needs rights that a user seldom has. Pages of
 * files count for nothing, because processes share them.
 */
final class ProcessUse {
  private ProcessUse() {}

  /** Resident memory of its own, in bytes; 0 where the system does not say. */
  static long memoryBytes(long pid) {
    try {
      var sum = 0L;
      for (var line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
          sum += Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
      return sum;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Bytes of all files below a folder. */
  static long diskBytes(Path folder) {
    var sum = new AtomicLong();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              sum.addAndGet(attributes.size());
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      return sum.get();
    }
    return sum.get();
  }
}
