package dev.sheaf.node.golden;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.node.fuzz.AllTargets;
import dev.sheaf.node.fuzz.Target;
import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What earlier versions sent as frames and wrote as files is taken by this one, and this one writes
 * the same bytes: {@code src/test/resources/golden/wire} has a file for each format, a line of hex
 * for each value.
 *
 * <p>A line is never changed or deleted: a format whose bytes change gets a version of its own, and
 * lines by {@code -Dsheaf.golden=write}.
 */
final class GoldenWireTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden", "wire");
  private static final Pattern VERB = Pattern.compile("\"verb\":\"([A-Z_]+)\"");

  /** What goes from process to process or stays on disk, and is written by a class of ours. */
  private static final List<String> FORMATS =
      List.of(
          "batch",
          "cost-trailer",
          "chunk-head",
          "hello",
          "inventory",
          "function-call",
          "run-report",
          "task-call",
          "task-answer",
          "task-payload",
          "to-trainer",
          "from-trainer",
          "jpeg-index",
          "picture",
          "state-token",
          "file-set",
          "disk-entry",
          "manifest-root",
          "model-manifest",
          "predictions",
          "ring-shape",
          "dial-back",
          "frame-in");

  private static AllTargets targets;

  @BeforeAll
  static void open() throws IOException {
    targets = new AllTargets();
    if (GoldenLines.WRITE) {
      Files.createDirectories(FOLDER);
      for (var format : FORMATS) {
        var lines = new ArrayList<>(lines(format));
        written(targets.named(format)).stream()
            .filter(line -> !lines.contains(line))
            .forEach(lines::add);
        Files.writeString(file(format), String.join("\n", lines) + "\n", UTF_8);
      }
    }
  }

  @AfterAll
  static void close() throws IOException {
    targets.close();
  }

  private static Path file(String format) {
    return FOLDER.resolve(format + ".hex");
  }

  private static List<String> lines(String format) throws IOException {
    return Files.exists(file(format)) ? Files.readAllLines(file(format), UTF_8) : List.of();
  }

  private static List<String> written(Target target) {
    return target.good().stream().map(HexFormat.of()::formatHex).toList();
  }

  @TestFactory
  Stream<DynamicTest> thisVersionWritesTheSameBytes() {
    return FORMATS.stream()
        .map(format ->
            DynamicTest.dynamicTest(
                format,
                () -> {
                  var lacking = new ArrayList<>(written(targets.named(format)));
                  lacking.removeAll(lines(format));
                  assertEquals(List.of(), lacking, "bytes that no golden line has");
                }));
  }

  @TestFactory
  Stream<DynamicTest> whatWasWrittenIsTaken() {
    return FORMATS.stream()
        .map(format ->
            DynamicTest.dynamicTest(
                format,
                () -> {
                  for (var line : lines(format)) {
                    assertDoesNotThrow(
                        () -> targets.named(format).parser().parse(HexFormat.of().parseHex(line)),
                        line);
                  }
                }));
  }

  @Test
  void everyFrameHasALine() throws IOException {
    assertEquals(ToTrainer.class.getPermittedSubclasses().length, verbs("to-trainer").size());
    assertEquals(FromTrainer.class.getPermittedSubclasses().length, verbs("from-trainer").size());
    assertTrue(lines("chunk-head").size() >= ChunkHead.Kind.values().length);
  }

  private static Set<String> verbs(String format) throws IOException {
    var verbs = new TreeSet<String>();
    for (var line : lines(format)) {
      var found = VERB.matcher(new String(HexFormat.of().parseHex(line), UTF_8));
      if (found.find()) {
        verbs.add(found.group(1));
      }
    }
    return verbs;
  }
}
