package dev.sheaf.node.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Gives a parser of files its input as a file, which only its owner may read. */
public final class FileInput implements Target.Parser {
  /** Files take longer than memory. */
  public static final int EVERY = 10;

  private final String ending;
  private final Reading reading;

  /** What is done with a file. */
  @FunctionalInterface
  public interface Reading {
    /** Takes or refuses the file. */
    Object read(Path file) throws Exception;
  }

  /** A parser of files whose names end so. */
  public FileInput(String ending, Reading reading) {
    this.ending = ending;
    this.reading = reading;
  }

  @Override
  public void parse(byte[] input) throws Exception {
    var file = make(ending);
    try {
      Files.write(file, input);
      reading.read(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Path make(String ending) throws IOException {
    return Files.createTempFile(
        "fuzz",
        ending,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }
}
