package dev.sheaf.simulation.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is there whole or not at all: it is written beside its place and then moved there.
 *
 * <p>What is no plain file (a pipe, {@code /dev/stdout}) is written in place: there is nothing that
 * could be moved there.
 */
final class ResultFile {
  private final String option;
  private final Path path;

  private ResultFile(String option, Path path) {
    this.option = option;
    this.path = path;
  }

  /** What is written into a file. */
  @FunctionalInterface
  interface Content {
    /** Writes all of it. */
    void to(Writer writer) throws IOException;
  }

  /** The file that an option names, if it can be written; <i>Errors:</i> {@link CliException}. */
  static ResultFile of(String option, String name) {
    try {
      var given = Path.of(name).toAbsolutePath();
      var file = new ResultFile(option, real(given));
      file.expectWritable();
      return file;
    } catch (InvalidPathException e) {
      throw CliException.wrongUse("%s names no usable path: %s".formatted(option, name));
    }
  }

  /** Where links lead; a pipe has no such place. */
  private static Path real(Path given) {
    try {
      return Files.exists(given) ? given.toRealPath() : given;
    } catch (IOException e) {
      return given;
    }
  }

  /** The place that is written. */
  Path path() {
    return path;
  }

  private void expectWritable() {
    if (Files.isDirectory(path)) {
      throw CliException.wrongUse("%s needs a file, but %s is a folder".formatted(option, path));
    }
    var folder = path.getParent();
    var writable =
        folder != null
            && (inPlace() || Files.isWritable(folder))
            && (!Files.exists(path) || Files.isWritable(path));
    if (!writable) {
      throw CliException.wrongUse(
          "%s cannot write %s: check that its folder exists and may be written"
              .formatted(option, path));
    }
  }

  private boolean inPlace() {
    return Files.exists(path) && !Files.isRegularFile(path);
  }

  /** Writes the content; <i>Errors:</i> {@link CliException}, and nothing is changed. */
  void write(Content content) {
    try {
      if (inPlace()) {
        writeTo(path, content);
        return;
      }
      var beside =
          path.resolveSibling("." + path.getFileName() + "." + ProcessHandle.current().pid());
      beside.toFile().deleteOnExit();
      try {
        writeTo(beside, content);
        Files.move(beside, path, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException | UncheckedIOException e) {
      throw CliException.failed(
          "%s could not be written to %s: %s".formatted(option, path, e.getMessage()));
    }
  }

  private static void writeTo(Path file, Content content) throws IOException {
    try (var writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      content.to(writer);
    }
  }
}
