package dev.sheaf.policies.planted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Breaks the law that decisions read no file. */
public final class ReadsAFile {
  private ReadsAFile() {}

  static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
