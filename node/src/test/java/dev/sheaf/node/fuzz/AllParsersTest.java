package dev.sheaf.node.fuzz;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The short form of the fuzzing, over every parser. */
final class AllParsersTest {
  private static final long SEED = 11;
  private static final int INPUTS = Integer.getInteger("sheaf.fuzz.inputs", 8_000);
  private static AllTargets targets;

  @BeforeAll
  static void open() throws IOException {
    targets = new AllTargets();
  }

  @AfterAll
  static void close() throws IOException {
    targets.close();
  }

  @TestFactory
  Stream<DynamicTest> aParserTakesItsGoodInput() {
    return targets.list().stream()
        .flatMap(target ->
            target.good().stream()
                .map(good -> DynamicTest.dynamicTest(target.name(), () -> takes(target, good))));
  }

  /** A signature of zeros is right in form, and is refused. */
  private static void takes(Target target, byte[] good) {
    if (target.name().startsWith("s3-signed")) {
      assertDoesNotThrow(() -> target.feed(good));
    } else {
      assertDoesNotThrow(() -> target.parser().parse(good));
    }
  }

  /** Inputs that broke a parser once. */
  @TestFactory
  Stream<DynamicTest> whatBrokeAParserDoesSoNoMore() throws IOException {
    var found = new ArrayList<DynamicTest>();
    try (var files = Files.walk(Path.of("src", "test", "resources", "fuzz"))) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        var target = targets.named(file.getParent().getFileName().toString());
        var input = Files.readAllBytes(file);
        found.add(
            DynamicTest.dynamicTest(
                file.toString(), () -> assertDoesNotThrow(() -> target.feed(input))));
      }
    }
    return found.stream();
  }

  @Test
  void noParserDoesAnythingButTakeOrRefuse() {
    assertEquals(List.of(), Fuzzing.run(SEED, INPUTS, targets.list()).crashes(), "seed " + SEED);
  }
}
