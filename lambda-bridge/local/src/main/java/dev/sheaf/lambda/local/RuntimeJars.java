package dev.sheaf.lambda.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Finds the jars of AWS's runtime interface client, by the names that Maven gives them. */
public final class RuntimeJars {
  private static final String CLIENT = "aws-lambda-java-runtime-interface-client-";
  private static final List<String> NAMES =
      List.of(
          CLIENT,
          "aws-lambda-java-core-",
          "aws-lambda-java-serialization-",
          "utils-lite-",
          "annotations-2.");

  private RuntimeJars() {}

  /** Those on the class path of this JVM. */
  public static List<Path> onClassPath() {
    var path = System.getProperty("java.class.path", "");
    return among(Arrays.stream(path.split(File.pathSeparator, -1)).map(Path::of), "the class path");
  }

  /** Those in a folder. */
  public static List<Path> in(Path folder) {
    try (var files = Files.list(folder)) {
      return among(files.sorted(), folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("the folder of the runtime's jars: " + folder, e);
    }
  }

  private static List<Path> among(Stream<Path> files, String where) {
    var found =
        files
            .map(Path::toAbsolutePath)
            .filter(file -> file.toString().endsWith(".jar"))
            .filter(file -> NAMES.stream().anyMatch(file.getFileName().toString()::startsWith))
            .toList();
    if (found.stream().noneMatch(file -> file.getFileName().toString().startsWith(CLIENT))) {
      throw new IllegalStateException("%s must hold %s*.jar".formatted(where, CLIENT));
    }
    return found;
  }
}
