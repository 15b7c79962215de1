package dev.sheaf.lambda.bridge.deploy.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The part of AWS's resource specification that a template needs, as {@code
 * deploy/lambda/specification/extract.mjs} writes it from the npm package {@code
 * @aws-cdk/aws-service-spec}.
 */
final class SpecificationSlice {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MOST_MINUTES = 3;

  private final JsonNode slice;

  private SpecificationSlice(JsonNode slice) {
    this.slice = slice;
  }

  /** What is known of a resource type: {@code properties} and {@code attributes}. */
  Optional<JsonNode> resource(String type) {
    return Optional.ofNullable(slice.path("resources").get(type));
  }

  /** The properties of a type within a resource. */
  JsonNode definition(String name) {
    return slice.path("types").path(name).path("properties");
  }

  /** What keeps this machine from having the specification, in words; empty when nothing does. */
  static Optional<String> obstacle() {
    for (var tool : List.of("node", "npm")) {
      try {
        run(Path.of("."), List.of(tool, "--version"));
      } catch (IOException absent) {
        return Optional.of(tool + " is not installed (packages nodejs and npm)");
      }
    }
    return Optional.empty();
  }

  /**
   * The slice for these resource types; fetches the specification once per checkout.
   *
   * @param source the folder of the script and its lock file
   * @param work a folder to fetch into
   */
  static SpecificationSlice extract(Path source, Path work, Iterable<String> types)
      throws IOException {
    Files.createDirectories(work);
    var fetched = work.resolve("fetched-" + lockOf(source));
    for (var name : List.of("package.json", "package-lock.json", "extract.mjs")) {
      Files.write(work.resolve(name), Files.readAllBytes(source.resolve(name)));
    }
    if (!Files.exists(fetched)) {
      run(work, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
      Files.createFile(fetched);
    }
    var command = new ArrayList<>(List.of("node", "extract.mjs"));
    var sorted = new TreeSet<String>();
    types.forEach(sorted::add);
    command.addAll(sorted);
    return new SpecificationSlice(JSON.readTree(run(work, command)));
  }

  private static String lockOf(Path source) throws IOException {
    var lock = JSON.readTree(Files.readString(source.resolve("package-lock.json")));
    return lock.at("/packages/node_modules~1@aws-cdk~1aws-service-spec/version").asText();
  }

  /** The output of a program that ends well. */
  private static String run(Path folder, List<String> command) throws IOException {
    var out = Files.createTempFile("specification", ".out");
    var err = Files.createTempFile("specification", ".err");
    try {
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(command + " did not end in " + MOST_MINUTES + " minutes");
      }
      if (process.exitValue() != 0) {
        throw new IOException(command + " failed: " + Files.readString(err).strip());
      }
      return Files.readString(out);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
